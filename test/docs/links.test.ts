import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { codeIn, ROOT, readPage } from './page.ts'

const packages = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`)
const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`)
const pages = ['README.md', 'CONTRIBUTING.md', ...packages, ...docs.filter((file) => file.endsWith('.md'))]

/** The anchor that a heading gets where the pages are read. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/`/g, '')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (file: string) => [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!))

test.each(pages)('every link of %s that stays in the repository leads somewhere', (page) => {
  const file = join(ROOT, page)
  const targets = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
  for (const target of targets.filter((one) => !/^[a-z]+:/.test(one))) {
    const [path, anchor] = target.split('#')
    const to = path ? join(dirname(file), path) : file
    expect(existsSync(to), `${page}: ${target}`).toBe(true)
    if (anchor) expect(anchorsOf(to), `${page}: ${target}`).toContain(anchor)
  }
})

test.each(pages)('every source file that %s names is there', (page) => {
  const homes = ['', dirname(page), 'packages/runtime/src', 'packages/protocol/src', 'packages']
  const named = codeIn(readPage(page).replace(/```[\s\S]*?```/g, '')).filter((code) => /^[\w/.-]+\/[\w.-]+\.ts$/.test(code))
  for (const path of named.filter((one) => !one.startsWith('examples/first/')))
    expect(
      homes.some((home) => existsSync(join(ROOT, home, path))),
      path,
    ).toBe(true)
})
