import { expect, test } from 'vitest'
import { Queue } from './queue.ts'
import { Stretch } from './stretch.ts'

/** A queue that is never empty, and a loop that takes so long for each item. */
function setUp({ itemMs }: { itemMs: number }) {
  let nowMs = 0
  const queue = new Queue<number>(100_000, { stretch: new Stretch({ nowMs: () => nowMs }) })
  for (let i = 0; i < 1_000; i++) queue.push(i)
  /** How many it has read when the event loop turns, or when it has as many as it wants. */
  const readInOneTurn = async (most = 500) => {
    let turned = false
    setImmediate(() => {
      turned = true
    })
    let read = 0
    while (!turned && read < most) {
      await queue.next()
      nowMs += itemMs
      read++
    }
    return read
  }
  return { queue, readInOneTurn }
}

test('a loop that always finds something lets the event loop turn after 50 ms, looking at the clock once in 16 items', async () => {
  const { readInOneTurn } = setUp({ itemMs: 1 })
  expect(await readInOneTurn()).toBe(65)
  expect(await readInOneTurn()).toBe(64)
})

test('one that is quick goes on until all is read', async () => {
  const { readInOneTurn } = setUp({ itemMs: 0.01 })
  expect(await readInOneTurn()).toBe(500)
})

test('one that has waited begins anew', async () => {
  const { queue, readInOneTurn } = setUp({ itemMs: 1 })
  expect(await readInOneTurn(40)).toBe(40)
  queue.drain()
  const waits = queue.next()
  for (let i = 0; i < 1_000; i++) queue.push(i)
  await waits
  expect(await readInOneTurn()).toBe(65)
})

test('whoever asks before the turn is over waits for it: in order, and at the end when it is left meanwhile', async () => {
  let nowMs = 0
  const queue = new Queue<number>(100, { stretch: new Stretch({ nowMs: () => (nowMs += 100) }) })
  for (let i = 0; i < 100; i++) queue.push(i)
  const asked = Array.from({ length: 20 }, () => queue.next())
  expect((await Promise.all(asked)).map(({ value }) => value)).toEqual(asked.map((_, i) => i))
  const more = Array.from({ length: 20 }, () => queue.next())
  await queue.return()
  expect((await Promise.all(more)).map(({ value }) => value)).toEqual([...more.slice(0, 12).map((_, i) => 20 + i), ...Array(8)])
})
