import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { isMap, LineCounter, type Node, type Pair, parseDocument, type Range } from 'yaml'
import { parseNetwork } from './parse.ts'
import { BadNetworkError, describeProblem, type NetworkSpec, type Problem } from './spec.ts'

/** A network with the folder that its relative modules are meant from. */
export interface LocatedNetwork {
  readonly spec: NetworkSpec
  readonly base: string
  /** Says where in its source a problem of this network stands. */
  readonly place: (problem: Problem) => string
}

/** Reads and checks a network file. Throws BAD_NETWORK with everything that is wrong, each with file, line, column and field. */
export function readNetwork(file: string, env: Readonly<Record<string, string | undefined>> = process.env): LocatedNetwork {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new BadNetworkError([
      `${file}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message}`,
    ])
  }
  return parseFile(text, file, env)
}

/** As {@link readNetwork}, for a text that is there already. */
export function parseFile(text: string, file: string, env: Readonly<Record<string, string | undefined>>): LocatedNetwork {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const shown = relative(process.cwd(), resolve(file)) || file
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${shown}:${line}:${col}`
  }
  if (document.errors.length) throw new BadNetworkError(document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`))
  const place = (problem: Problem) => `${at(offsetOf(document.contents, problem))}: ${describeProblem(problem)}`
  const { spec, problems } = parseNetwork(document.toJS() ?? {}, env)
  if (!spec) throw new BadNetworkError(problems.map(place))
  return { spec, base: dirname(resolve(file)), place }
}

/** Where the innermost thing of a path begins that stands in the document: what is missing is reported at what it is missing from. */
function offsetOf(root: Node | null, { path, key }: Problem): number {
  let node: unknown = root
  let offset = startOf(root) ?? 0
  for (const [depth, step] of path.entries()) {
    const pair = isMap(node) ? node.items.find((item: Pair) => String((item.key as { value?: unknown }).value) === String(step)) : undefined
    const next: unknown = pair ? pair.value : (node as { get?(step: unknown, keep: boolean): unknown } | null)?.get?.(step, true)
    const isLast = depth === path.length - 1
    const here = startOf(pair && (key || !next) && isLast ? pair.key : next) ?? startOf(pair?.key)
    if (here === undefined) break
    offset = here
    node = next
  }
  return offset
}

const startOf = (node: unknown): number | undefined => (node as { range?: Range | null } | null | undefined)?.range?.[0]
