import { ParleyError, type Wire } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Credit } from './credit.ts'
import { Outlet } from './outlet.ts'

const turn = () => new Promise((next) => setImmediate(next))

function setUp() {
  const sent: { tag: number; data: Wire[] }[] = []
  return { sent, outlet: new Outlet(({ tag, data }) => sent.push({ tag, data }), new ManualClock()) }
}

test('samples of one turn share a message; those of the next have their own, and tags go on', async () => {
  const { sent, outlet } = setUp()
  for (const value of ['a', 'b']) outlet.write(value)
  expect(sent).toEqual([])
  await turn()
  outlet.write('c')
  await turn()
  expect(sent).toEqual([
    { tag: 0, data: ['a', 'b'] },
    { tag: 2, data: ['c'] },
  ])
  expect(outlet.lastTag).toBe(2)
})

test('a burst leaves in messages of at most 64, without waiting for the turn', () => {
  const { sent, outlet } = setUp()
  for (let i = 0; i < 150; i++) outlet.write(i)
  expect(sent.map(({ tag, data }) => [tag, data.length])).toEqual([
    [0, 64],
    [64, 64],
  ])
  outlet.flush()
  expect(sent[2]).toMatchObject({ tag: 128 })
  expect(sent.flatMap(({ data }) => data)).toEqual(Array.from({ length: 150 }, (_, i) => i))
})

test.each<[string, Wire]>([
  ['text', 'x'.repeat(40_000)],
  ['bytes', new Uint8Array(40_000)],
  ['a nested value', { list: [new Uint8Array(20_000), { text: 'x'.repeat(20_000) }] }],
])('large samples (%s) do not pile up in one message', (_, value) => {
  const { sent, outlet } = setUp()
  for (let i = 0; i < 4; i++) outlet.write(value)
  outlet.flush()
  expect(sent.map(({ tag, data }) => [tag, data.length])).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
  ])
})

test('a burst leaves as soon as it has 256 KiB, in messages of at most 48 KiB, and its writer is told', () => {
  const { sent, outlet } = setUp()
  const told = Array.from({ length: 17 }, () => outlet.write(new Uint8Array(16_000)))
  expect(told.indexOf(true)).toBe(16)
  expect(sent.map(({ tag, data }) => [tag, data.length])).toEqual([...[0, 3, 6, 9, 12].map((tag) => [tag, 3]), [15, 2]])
})

test('a burst is over after 10 ms, however little it has', () => {
  const clock = new ManualClock()
  const sent: [tag: number, count: number][] = []
  const outlet = new Outlet(({ tag, data }) => sent.push([tag, data.length]), clock)
  const writeAfter = (ms: number) => {
    clock.advance(ms)
    return outlet.write('x')
  }
  expect([0, 9, 1, 20, 9].map(writeAfter)).toEqual([false, false, true, false, false])
  expect(sent).toEqual([[0, 3]])
  expect(writeAfter(1)).toBe(true)
  expect(sent).toEqual([
    [0, 3],
    [3, 3],
  ])
})

test('a flush with nothing to say says nothing, and a flush takes the turn’s own away', async () => {
  const { sent, outlet } = setUp()
  outlet.flush()
  outlet.write(1)
  outlet.flush()
  outlet.flush()
  await turn()
  expect(sent).toEqual([{ tag: 0, data: [1] }])
})

test('what the post refuses in a later turn is thrown at the next write and at the flush, not into the process', async () => {
  const outlet = new Outlet(() => {
    throw new ParleyError('BUFFER_FULL', 'away')
  }, new ManualClock())
  outlet.write(1)
  await turn()
  expect(() => outlet.write(2)).toThrow('away')
  expect(() => outlet.flush()).toThrow('away')
})

test('without room, what was written before goes out at once: its reader may have to read it first', async () => {
  const sent: Wire[] = []
  const credit = new Credit(1)
  const outlet = new Outlet(({ data }) => sent.push(...data), new ManualClock(), credit)
  for (const value of ['a', 'b']) {
    expect(outlet.room()).toBeNull()
    outlet.write(value)
  }
  expect([sent, outlet.pending]).toEqual([[], 2])
  const wait = outlet.room()
  expect([sent, outlet.pending]).toEqual([['a', 'b'], 0])
  credit.grant(2)
  await wait
  expect(outlet.room()).toBeNull()
})
