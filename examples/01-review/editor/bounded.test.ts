import { describe, expect, it } from 'vitest'
import { bounded } from './bounded.ts'

/** Runs that end when the test says so. */
function runs() {
  const ends = new Map<number, { resolve: (result: string) => void; reject: (error: Error) => void }>()
  const run = (item: number) => new Promise<string>((resolve, reject) => ends.set(item, { resolve, reject }))
  return { run, ends }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('bounded', () => {
  it('keeps no more than the limit open, and starts the next when one ends', async () => {
    const { run, ends } = runs()
    const loop = bounded([1, 2, 3, 4], 2, run)
    const first = loop.next()
    await turn()
    expect([...ends.keys()]).toEqual([1, 2])
    ends.get(2)?.resolve('two')
    expect(await first).toEqual({ done: false, value: [2, 'two'] })
    const second = loop.next()
    await turn()
    expect([...ends.keys()]).toEqual([1, 2, 3])
    ends.get(1)?.resolve('one')
    expect(await second).toEqual({ done: false, value: [1, 'one'] })
  })

  it('yields every item once, as they end', async () => {
    const seen: number[] = []
    for await (const [item, result] of bounded(Array(100).keys(), 7, async (item) => item * 2)) {
      expect(result).toBe(item * 2)
      seen.push(item)
    }
    expect(seen.sort((a, b) => a - b)).toEqual([...Array(100).keys()])
  })

  it('of nothing is over at once', async () => {
    for await (const _ of bounded([], 3, async () => 1)) expect.unreachable()
  })

  it('throws the first failure, and no other one is left unhandled', async () => {
    const { run, ends } = runs()
    const loop = bounded([1, 2, 3], 3, run)
    const first = loop.next()
    await turn()
    ends.get(2)?.reject(new Error('two'))
    await expect(first).rejects.toThrow('two')
    ends.get(1)?.reject(new Error('one'))
    await turn()
  })
})
