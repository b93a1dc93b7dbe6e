import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'

interface Line {
  readonly state: string
  readonly who: string
  readonly course: string
  readonly text: string
}

const LINE = /^\S (?<state>idle|working|resting) +(?<who>ann|ben|cleo|courier) +(?<course>\w+(?: → \w+)?) +(?<text>.+)$/

it(
  'requests are taken when the courier is idle, wait while it works, and are rejected while it rests',
  async () => {
    await using hospital = await Example.run(new URL('./main.ts', import.meta.url))
    expect(await hospital.exit(), `${hospital}`).toBe(0)
    const board = hospital.stdout.flatMap((line) => (LINE.exec(line)?.groups as Line | undefined) ?? [])
    const of = (...people: string[]) =>
      board.filter(({ who }) => people.includes(who)).map(({ state: _, ...line }) => Object.values(line).join(' '))

    expect(new Set(board.map(({ state }) => state))).toEqual(new Set(['idle', 'working', 'resting']))
    expect(of('ann', 'ben', 'cleo'), `${hospital}`).toEqual([
      'ann received a letter', // it is on a round of its own: they wait
      'ben received a piano',
      'cleo received the medicine',
      'cleo running the medicine', // has the higher priority
      'cleo ok the medicine is where it belongs',
      'ann running a letter',
      'ann ok a letter is where it belongs',
      'ben running a piano',
      'ben error HANDLER_FAILED: Error: a piano is too heavy for me',
      'ann rejected WRONG_STATE: in state resting; carry is taken in idle',
      'ann received the same parcel',
      'ann running the same parcel',
      'ann ok the same parcel is where it belongs',
    ])
    expect(board.filter(({ course }) => course === 'rejected')).toMatchObject([{ state: 'resting' }])

    // What it does by itself, with what stood for the wildcards.
    expect(new Set(of('courier'))).toEqual(
      new Set([
        'courier lazy → ok ♪ ♫',
        'courier lazy → ok once through the world main: all is well',
        'courier lazy → ok a good rest, after what ben gave me',
      ]),
    )
    expect(board).toContainEqual({ state: 'working', who: 'courier', course: 'lazy → ok', text: '♪ ♫' })
  },
  PATIENCE_MS,
)

it(
  'parley behaviour draws its three states',
  async () => {
    await using drawing = await Example.parley(['behaviour', fileURLToPath(new URL('./courier.ts', import.meta.url))])
    expect(await drawing.exit(), `${drawing}`).toBe(0)
    const states = drawing.stdout.filter((line) => /^ {2}\w+$/.test(line)).map((line) => line.trim())
    expect(states).toEqual(['idle', 'working', 'resting'])
    expect(drawing.stdout).toContain('  working --> resting : parley.failed.carry')
  },
  PATIENCE_MS,
)
