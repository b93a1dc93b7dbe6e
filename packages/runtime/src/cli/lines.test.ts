import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { Lines } from './lines.ts'

/** Somewhere to write, that has taken nothing of what it is given until it is told to. */
function setUp(highWaterMark: number) {
  const written: string[] = []
  const taking: (() => void)[] = []
  const out = new Writable({
    ...{ highWaterMark, decodeStrings: false },
    write(text: string, _, done) {
      written.push(text)
      taking.push(done)
    },
  })
  return { written, taking, lines: new Lines(out) }
}

const turn = () => new Promise((next) => setImmediate(next))

test('the lines of one turn are written at once, those of the next by themselves', async () => {
  const { written, taking, lines } = setUp(1_000)
  expect([lines.add('one'), lines.add('two'), written]).toEqual([null, null, []])
  await turn()
  expect(written).toEqual(['one\ntwo\n'])
  taking[0]!()
  void lines.add('three')
  await turn()
  expect(written[1]).toBe('three\n')
})

test('a block does not wait for the turn, nor does what is flushed', () => {
  const { written, taking, lines } = setUp(1_000_000)
  const line = 'x'.repeat(1_023)
  for (let i = 0; i < 64; i++) void lines.add(line)
  expect(written).toEqual([`${line}\n`.repeat(64)])
  taking[0]!()
  void lines.add('last')
  lines.flush()
  expect(written[1]).toBe('last\n')
})

test('a reader that is behind is waited for', async () => {
  const { taking, lines } = setUp(4)
  expect(lines.add('one')).toBe(null)
  await turn()
  const full = lines.add('two')
  expect(full).toBeInstanceOf(Promise)
  taking[0]!()
  await full
  expect(lines.add('three')).toBe(null)
})
