import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export const readPage = (path: string): string => readFileSync(ROOT + path, 'utf8')

/** A block of code in a page. */
export interface Block {
  /** What stands after the opening fence: `ts`, `sh`, `json` … */
  readonly language: string
  readonly text: string
  /** The comment on the line before the block, without its marks: what a test may do with it. */
  readonly mark: string | undefined
}

export function blocksOf(page: string): Block[] {
  const found = page.matchAll(/(?:^<!-- (.+) -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm)
  return [...found].map(([, mark, language, text]) => ({ mark, language: language!, text: text! }))
}

/** The cells of each row of the tables below a heading, up to the next heading of any level. */
export function rowsOf(page: string, heading: string): string[][] {
  const start = `\n${page}`.indexOf(`\n${heading}\n`)
  if (start < 0) throw new Error(`the page has no heading ${heading}`)
  const rest = page.slice(start + heading.length + 1)
  const section = rest.slice(0, rest.search(/\n#+ /) < 0 ? undefined : rest.search(/\n#+ /))
  return [...section.matchAll(/^\|(.+)\|$/gm)]
    .map(([, row]) => row!.split('|').map((cell) => cell.trim()))
    .filter(([cell]) => !/^-+$/.test(cell!))
}

/** What stands between backticks. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)
