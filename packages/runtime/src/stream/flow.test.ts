import type { Wire } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Credit } from './credit.ts'
import { Flow } from './flow.ts'

const FREE = Number.POSITIVE_INFINITY

function setUp(upTo = -1) {
  const sent: [string, number, ...Wire[]][] = []
  return {
    sent,
    flow: new Flow({
      clock: new ManualClock(),
      send: (stream, { tag, data }) => sent.push([stream, tag, ...data]),
      credit: () => new Credit(upTo),
    }),
  }
}
/** A credit wakes who waits, what that writes leaves with the next turn. */
const turn = async () => {
  for (let i = 0; i < 3; i++) await new Promise((next) => setImmediate(next))
}

test('with room a write is on its way at once; without, it waits for the credit of its own stream', async () => {
  const { sent, flow } = setUp(0)
  expect(flow.write('a', 1)).toBeUndefined()
  const waits = flow.write('a', 2)
  expect(flow.write('b', 3)).toBeUndefined()
  flow.grant('b', 5)
  await turn()
  expect(sent).toEqual([
    ['a', 0, 1],
    ['b', 0, 3],
  ])
  flow.grant('a', 1)
  await waits
  flow.flush()
  expect(sent.at(-1)).toEqual(['a', 1, 2])
})

test('on each stream samples go in the order of their writes, with tags without a gap, whenever the credit comes', async () => {
  const event = fc.oneof(
    fc.record({ write: fc.constantFrom('a', 'b') }),
    fc.record({ grant: fc.constantFrom('a', 'b'), more: fc.nat(4) }),
    fc.constant('turn' as const),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40, size: 'max' }), async (events) => {
      const { sent, flow } = setUp()
      const written: Record<string, number[]> = { a: [], b: [] }
      const granted: Record<string, number> = { a: -1, b: -1 }
      for (const [i, one] of events.entries()) {
        if (one === 'turn') await turn()
        else if ('write' in one) {
          void flow.write(one.write, i)
          written[one.write]!.push(i)
        } else {
          granted[one.grant]! += one.more
          flow.grant(one.grant, granted[one.grant]!)
        }
      }
      await turn()
      for (const stream of ['a', 'b']) {
        const samples = sent.filter(([name]) => name === stream).flatMap(([, tag, ...data]) => data.map((value, i) => [tag + i, value]))
        const once = samples.filter(([tag], i) => samples.findIndex(([other]) => other === tag) === i) // F4: the last may be said again
        expect(once).toEqual(written[stream]!.slice(0, granted[stream]! + 1).map((value, tag) => [tag, value]))
      }
    }),
    { numRuns: 60 },
  )
})

test('too many writes that nobody awaits are refused, and what waits still goes', async () => {
  const { sent, flow } = setUp()
  for (let i = 0; i < 1_024; i++) void flow.write('a', i)
  expect(() => flow.write('a', 1_024)).toThrow(expect.objectContaining({ code: 'BUFFER_FULL' }))
  flow.grant('a', 5_000)
  await turn()
  flow.flush()
  expect(sent.flatMap(([, , ...data]) => data)).toHaveLength(1_024)
})

test('a reader that speaks of streams without end makes no more of them', () => {
  const { flow } = setUp()
  for (let i = 0; i < 1_000; i++) flow.grant(`s${i}`, 10)
  expect([flow.has('s0'), flow.has('s999')]).toEqual([true, false])
})

describe('streams of one group', () => {
  const members = ['image', 'depth']
  const put = (flow: Flow, stream: string, value: Wire) => flow.writeOf('g', members, stream, value)

  test('go when all have a value; who completes the set waits until it is on its way', async () => {
    const { sent, flow } = setUp()
    expect(put(flow, 'image', 1)).toBeUndefined()
    const left = put(flow, 'depth', 2)!
    flow.grant('image', 0)
    await turn()
    expect(sent).toEqual([['image', 0, 1]])
    flow.grant('depth', 0)
    await left
    await turn()
    expect(sent).toEqual([
      ['image', 0, 1],
      ['depth', 0, 2],
    ])
  })

  test('stay in step when one of them has no room left: a set that does not fit leaves none of its values', async () => {
    const { flow } = setUp()
    flow.grant('image', 10_000)
    for (let i = 0; i < 1_024; i++) for (const member of members) void put(flow, member, i)
    expect(() => put(flow, 'image', 1_024)).toThrow(expect.objectContaining({ code: 'BUFFER_FULL' }))
    expect(() => put(flow, 'depth', 1_024)).toThrow(expect.objectContaining({ code: 'BUFFER_FULL' }))
    flow.grant('depth', 10_000)
    await turn()
    expect(flow.tags()).toEqual({ image: 1_023, depth: 1_023 })
  })
})

describe('after the end', () => {
  test('nothing leaves and nobody waits: a write says that it is discarded, before and after', async () => {
    const { sent, flow } = setUp()
    const waits = flow.write('a', 1)
    flow.stop()
    await expect(waits).rejects.toMatchObject({ code: 'DISCARDED' })
    expect(() => flow.write('a', 2)).toThrow(expect.objectContaining({ code: 'DISCARDED' }))
    expect(() => flow.writeOf('g', ['b', 'c'], 'b', 3)).toThrow(expect.objectContaining({ code: 'DISCARDED' }))
    flow.flush()
    await turn()
    expect(sent).toEqual([])
  })

  test('a set of which nobody awaits the write ends no process', async () => {
    const { flow } = setUp()
    void flow.writeOf('g', ['a', 'b'], 'a', 1)
    void flow.writeOf('g', ['a', 'b'], 'b', 2)
    flow.stop()
    await turn() // an unhandled rejection would fail the run
    expect(flow.stopped).toBe(true)
  })
})

test('what has not left is told', async () => {
  const { flow } = setUp(0)
  expect([flow.hasData, flow.tags()]).toEqual([false, null])
  void flow.write('a', 1)
  expect([flow.hasData, flow.tags()]).toEqual([true, { a: 0 }])
  flow.flush()
  expect(flow.hasData).toBe(false)
  void flow.write('a', 2)
  expect(flow.hasData).toBe(true)
  flow.grant('a', 1)
  await turn()
  expect(flow.hasData).toBe(false)
  void flow.writeOf('g', ['b', 'c'], 'b', 3)
  expect(flow.hasData).toBe(true)
})

test('what leaves of one write is what others leave too: a message a turn', async () => {
  const { sent, flow } = setUp(FREE)
  for (let i = 0; i < 3; i++) void flow.write('a', i)
  await turn()
  expect(sent).toEqual([['a', 0, 0, 1, 2]])
})
