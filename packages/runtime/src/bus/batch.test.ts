import { describe, expect, test } from 'vitest'
import { Batch, Batches } from './batch.ts'

const KIB = 1024

function setUp() {
  const sent: string[][] = []
  return { sent, batch: new Batch<string>('bob', (items) => sent.push(items)) }
}

describe('what goes to one place', () => {
  test('leaves together at the end of the turn, in its order, and what comes later by itself', async () => {
    const { sent, batch } = setUp()
    for (const item of ['a', 'b']) batch.add(item, 1)
    expect([sent, batch.last]).toEqual([[], 'b'])
    await Promise.resolve()
    expect([sent, batch.last]).toEqual([[['a', 'b']], undefined])
    batch.add('c', 1)
    await Promise.resolve()
    expect(sent).toEqual([['a', 'b'], ['c']])
  })

  test('that leaves before the end of the turn leaves once', async () => {
    const { sent, batch } = setUp()
    batch.add('a', 1)
    batch.flush()
    batch.flush()
    expect(sent).toEqual([['a']])
    await Promise.resolve()
    expect(sent).toEqual([['a']])
  })

  test('leaves in parts, each twice the one before, up to the most; in the next turn the first is small again', async () => {
    const { sent, batch } = setUp()
    const sizes = () => sent.splice(0).map(({ length }) => length)
    for (let i = 0; i < 400; i++) batch.add('a', 1)
    expect(sizes()).toEqual([32, 64, 128, 128])
    await Promise.resolve()
    expect(sizes()).toEqual([48])
    for (let i = 0; i < 33; i++) batch.add('a', 1)
    expect(sizes()).toEqual([32])
  })

  test('leaves in parts of as many as are said', () => {
    const { sent, batch } = setUp()
    for (let i = 0; i < 9; i++) batch.add('a', 1, 4)
    expect(sent).toEqual([
      ['a', 'a', 'a', 'a'],
      ['a', 'a', 'a', 'a'],
    ])
  })

  test('weighs 64 KiB at most together', () => {
    const { sent, batch } = setUp()
    for (let i = 0; i < 4; i++) batch.add('a', 16 * KIB)
    expect(sent).toEqual([])
    batch.add('b', 1)
    expect(sent).toEqual([['a', 'a', 'a', 'a']])
    for (let i = 0; i < 3; i++) batch.add('c', 16 * KIB)
    expect(sent).toHaveLength(1)
    batch.add('d', 16 * KIB)
    expect(sent.slice(1)).toEqual([['b', 'c', 'c', 'c']])
  })
})

describe('the batches of many places', () => {
  const open = (batches: Batches<string>, place: string, owner: string, sent: string[]) =>
    batches.open(place, owner, (items) => sent.push(`${owner}: ${items.join()}`))

  test('a place that another owner takes: what was for the one before leaves first, by itself', () => {
    const batches = new Batches<string>()
    const sent: string[] = []
    open(batches, 'i1', 'bob', sent).add('a', 1)
    const carol = open(batches, 'i1', 'carol', sent)
    carol.add('b', 1)
    expect(sent).toEqual(['bob: a'])
    expect([batches.get('i1')?.owner, batches.get('i2')]).toEqual(['carol', undefined])
    batches.flush()
    expect(sent).toEqual(['bob: a', 'carol: b'])
  })

  test('of more than a thousand places none is kept, and nothing of them is lost', async () => {
    const batches = new Batches<string>()
    const sent: string[] = []
    for (let i = 0; i <= 1_000; i++) open(batches, `i${i}`, `bob${i}`, sent).add('a', 1)
    expect([batches.get('i0'), batches.get('i1000')?.owner]).toEqual([undefined, 'bob1000'])
    await Promise.resolve()
    expect(sent).toHaveLength(1_001)
  })
})
