import { describe, expect, test, vi } from 'vitest'
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

  test.each([
    [100, [32, 32, 32, 4]],
    [240, [60, 60, 60, 60]],
    [1_000, [128, 128, 128, 128, 128, 128, 128, 104]],
  ])(
    'leaves in parts, four if it is as large as the burst before, of thirty-two to a hundred and twenty-eight: %i',
    async (size, parts) => {
      const { sent, batch } = setUp()
      for (let i = 0; i < size; i++) batch.add('before', 1)
      await Promise.resolve()
      sent.length = 0
      for (let i = 0; i < size; i++) batch.add('a', 1)
      await Promise.resolve()
      expect(sent.map(({ length }) => length)).toEqual(parts)
      sent.length = 0
      batch.add('alone', 1)
      await Promise.resolve()
      for (let i = 0; i < 33; i++) batch.add('after', 1)
      expect(sent.map(({ length }) => length)).toEqual([1, 32])
    },
  )

  test('leaves also after what went before it could not', async () => {
    const sent: string[][] = []
    const unsent: unknown[] = []
    process.once('unhandledRejection', (error) => unsent.push(error))
    const batch: Batch<string> = new Batch('bob', (items) => {
      if (items.includes('bad')) throw new Error('no way out')
      sent.push(items)
    })
    batch.add('bad', 1)
    await vi.waitFor(() => expect(unsent).toHaveLength(1))
    batch.add('good', 1)
    await Promise.resolve()
    expect(sent).toEqual([['good']])
  })

  test('leaves early when no more has room, and not when the turn is over or somebody wants it to', async () => {
    const early: boolean[] = []
    const batch = new Batch<string>('bob', (_, isEarly) => early.push(isEarly))
    for (let i = 0; i < 5; i++) batch.add('a', 1, 4)
    await Promise.resolve()
    expect(early).toEqual([true, false])
    batch.add('b', 1)
    batch.flush()
    expect(early).toEqual([true, false, false])
    for (let i = 0; i < 5; i++) batch.add('c', 16 * KIB)
    expect(early).toEqual([true, false, false, true])
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
