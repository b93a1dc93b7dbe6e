import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'

const MAIN = new URL('./main.ts', import.meta.url)

const SUBJECTS = ['The broker', 'An agent', 'The editor', 'Every message', 'A supervisor', 'The reader']
const VERBS = ['keeps', 'forgets', 'repeats', 'announces', 'compares', 'follows']
const OBJECTS = ['the longest passage', 'an open interaction', 'whatever was sent', 'the last status', 'a broken link', 'the whole report']

/** Enough to do that a kill in the middle hits an analyst at its work. */
async function library(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-review-'))
  for (let document = 0; document < 4; document++) {
    const paragraphs = Array.from({ length: 100 }, (_, at) => {
      const sentences = [0, 1, 2].map(
        (n) => `${SUBJECTS[(at + n) % 6]} ${VERBS[(at * 5 + document + n) % 6]} ${OBJECTS[(at * 7 + n) % 6]} number ${at + document * n}.`,
      )
      return sentences.join(' ')
    })
    await writeFile(join(folder, `${document}.md`), `# Document ${document}\n\n${paragraphs.join('\n\n')}\n`)
  }
  return folder
}

interface Seat {
  readonly name: string
  readonly pid: number
}

interface Said {
  readonly event: string
  readonly agents?: readonly Seat[]
  readonly agent?: string
  readonly pid?: number
  readonly signal?: string | null
  readonly label?: string
}

const heard = (line: string) => JSON.parse(line) as Said
const report = (run: Example) => readFile(join(run.folder, '.parley', 'review.md'), 'utf8')

it(
  'an analyst that is killed is seen and started again, and no passage is lost',
  async () => {
    await using calm = await Example.run(MAIN, ['.', '--json'], await library())
    expect(await calm.exit(), `${calm}`).toBe(0)

    await using rough = await Example.run(MAIN, ['.', '--json'], await library())
    const { agents = [] } = heard(await rough.line((line) => heard(line).event === 'ready'))
    const victim = agents.find(({ name }) => name === 'analyst')
    await rough.line((line) => heard(line).label === 'passages')
    process.kill(victim!.pid, 'SIGKILL')
    expect(await rough.exit(), `${rough}`).toBe(0)

    expect(await report(rough)).toBe(await report(calm))
    expect(await report(rough)).toContain('400 passages')
    const ofAnalysts = rough.stdout.map(heard).filter(({ agent }) => agent === 'analyst')
    expect(ofAnalysts.map(({ event }) => event)).toEqual(['exited', 'restarting', 'starting', 'started'])
    expect(ofAnalysts[0]).toMatchObject({ pid: victim!.pid, signal: 'SIGKILL' })
    expect(ofAnalysts[3]?.pid).not.toBe(victim!.pid)
  },
  PATIENCE_MS,
)
