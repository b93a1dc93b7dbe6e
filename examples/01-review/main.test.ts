import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'

const MAIN = new URL('./main.ts', import.meta.url)

async function folderWith(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-review-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

const SAME = 'A request that cannot run yet never blocks one behind it that can run at once.'

const DOCUMENTS = {
  'guide.md': `# Guide\n\n${SAME}\n\n### Deep\n\nSee [the notes](notes/first.md#begin), [nothing](gone.md) and [no heading](#nowhere).\n`,
  'notes/first.md': `---\ntitle: First\n---\n\n## Begin\n\n${SAME.replace('at once', 'immediately')}\n\n## Empty\n`,
  'notes/crlf.txt': `${SAME}\r\n\r\n# no heading\r\n`,
  'latin1.md': Buffer.concat([Buffer.from('# Caf'), Buffer.from([0xe9]), Buffer.from('\n\nText.\n')]),
  'empty.md': '',
  'huge.md': `# Huge\n\n${'This one line goes on and on without ever coming to an end. '.repeat(5_000)}\n`,
  'image.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]),
}

describe('a review', () => {
  it(
    'makes one report of all documents, with what is wrong in each and where',
    async () => {
      await using run = await Example.run(MAIN, ['*.md', 'notes', 'image.png', '--out', 'out/report.md'], await folderWith(DOCUMENTS))
      expect(await run.exit(), `${run}`).toBe(0)
      const report = await readFile(join(run.folder, 'out/report.md'), 'utf8')
      expect(report).toContain('# Review of 7 documents')
      for (const line of [
        '- `guide.md:5` skipped heading level: h3 \u201cDeep\u201d right below h1 \u201cGuide\u201d',
        '- `guide.md:7` broken link: gone.md: no such file',
        '- `guide.md:7` broken anchor: \\#nowhere: no such heading',
        '- `notes/first.md:9` empty section: h2 \u201cEmpty\u201d',
        '- `latin1.md:1` bytes that are no text: not UTF-8 on line 1',
        '- `empty.md:1` empty file: nothing in it',
        '- `image.png:1` cannot be read: not a text: it has zero bytes',
        '- 2 times: `guide.md:3`, `notes/crlf.txt:1`',
        '  - `notes/first.md:7` A request that cannot run yet never blocks one behind it that can run immediately.',
      ])
        expect(report).toContain(line)
      expect(report).toMatch(/\| `huge\.md` \| 65,000 \| 13 \| \d+ \|/)
      const told = run.stdout.join('\n')
      expect(told).toContain('The whole report: out/report.md')
      expect(told).toContain('7 documents, ')
      expect(told).not.toContain('\u001b')
    },
    PATIENCE_MS,
  )

  it(
    'names the file that is missing, and fails before anything is started',
    async () => {
      await using run = await Example.run(MAIN, ['guide.md', 'missing.md'], await folderWith({ 'guide.md': '# Guide\n' }))
      expect(await run.exit()).toBe(1)
      expect(run.stderr).toContain('review: missing.md: no such file')
      expect(run.stdout).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'tells how it is used when it cannot be meant so',
    async () => {
      await using run = await Example.run(MAIN, ['--analysts', 'many'])
      expect(await run.exit()).toBe(2)
      expect(run.stderr.join('\n')).toMatch(/--analysts: got many, expected a whole number.*\nusage: review/s)
    },
    PATIENCE_MS,
  )
})
