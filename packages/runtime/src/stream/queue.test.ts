import { expect, test, vi } from 'vitest'
import { Queue } from './queue.ts'

const read = async <T>(queue: Queue<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of queue) items.push(item)
  return items
}

test('what was pushed before and during the loop is read in order, to the end', async () => {
  const queue = new Queue<number>(100)
  queue.push(0)
  const reading = read(queue)
  await Promise.resolve()
  for (let i = 1; i < 50; i++) queue.push(i)
  await Promise.resolve()
  queue.push(50)
  queue.end()
  expect(await reading).toEqual(Array.from({ length: 51 }, (_, i) => i))
})

test('above the limit the oldest go and are counted', async () => {
  const queue = new Queue<number>(3)
  for (let i = 0; i < 10; i++) queue.push(i)
  expect([queue.size, queue.dropped]).toEqual([3, 7])
  queue.end()
  expect(await read(queue)).toEqual([7, 8, 9])
})

test('an error is thrown after the last item, and what comes later changes nothing', async () => {
  const queue = new Queue<number>(10)
  queue.push(1)
  queue.end(new Error('first'))
  queue.end(new Error('second'))
  queue.push(2)
  const items: number[] = []
  await expect(async () => {
    for await (const item of queue) items.push(item)
  }).rejects.toThrow('first')
  expect(items).toEqual([1])
})

test('leaving the loop is told once, and nothing is kept after it', async () => {
  const left = vi.fn()
  const queue = new Queue<number>(10, { onReturn: left })
  queue.push(1)
  queue.push(2)
  for await (const item of queue) if (item === 1) break
  expect(left).toHaveBeenCalledOnce()
  queue.push(3)
  expect(await read(queue)).toEqual([])
  expect(left).toHaveBeenCalledOnce()
})

test('a loop that comes to the end has not been left', async () => {
  const left = vi.fn()
  const queue = new Queue<number>(10, { onReturn: left })
  queue.end()
  await read(queue)
  expect(left).not.toHaveBeenCalled()
})

test('a reader that waits can be sent home at once, without another item', async () => {
  const left = vi.fn()
  const queue = new Queue<number>(10, { onReturn: left })
  const loop = queue[Symbol.asyncIterator]()
  const next = loop.next()
  await loop.return!()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(left).toHaveBeenCalledOnce()
})

test('a loop that is left before its first item has been left', async () => {
  const left = vi.fn()
  const queue = new Queue<number>(10, { onReturn: left })
  await queue[Symbol.asyncIterator]().return!()
  expect(left).toHaveBeenCalledOnce()
})

test('two that wait on one loop each get an item', async () => {
  const queue = new Queue<number>(10)
  const loop = queue[Symbol.asyncIterator]()
  const both = Promise.all([loop.next(), loop.next()])
  queue.push(1)
  queue.push(2)
  expect(await both).toEqual([
    { done: false, value: 1 },
    { done: false, value: 2 },
  ])
})

test('what was read is let go: the queue is as long as what waits', async () => {
  const queue = new Queue<number>(10)
  const loop = queue[Symbol.asyncIterator]()
  for (let i = 0; i < 10_000; i++) {
    queue.push(i)
    expect(await loop.next()).toEqual({ done: false, value: i })
  }
  expect([queue.size, queue.dropped]).toEqual([0, 0])
})

test('each item that a reader gets is told, when it gets it; what is dropped or left is not', async () => {
  const taken = vi.fn()
  const queue = new Queue<number>(2, { onTake: taken })
  for (let i = 0; i < 3; i++) queue.push(i)
  expect(taken).not.toHaveBeenCalled()
  const loop = queue[Symbol.asyncIterator]()
  await loop.next()
  expect(taken).toHaveBeenCalledTimes(1)
  await loop.next()
  const waits = loop.next()
  expect(taken).toHaveBeenCalledTimes(2)
  queue.push(3)
  expect([taken.mock.calls.length, await waits]).toEqual([3, { done: false, value: 3 }])
  queue.push(4)
  await loop.return!()
  expect(taken).toHaveBeenCalledTimes(3)
})

test('a gap stands where items were dropped, says how many, and is no item that was taken', async () => {
  const taken = vi.fn()
  const queue = new Queue<number | string>(3, { gap: (dropped) => `${dropped} are gone`, onTake: taken })
  for (let i = 0; i < 5; i++) queue.push(i)
  const loop = queue[Symbol.asyncIterator]()
  expect([(await loop.next()).value, (await loop.next()).value, queue.dropped]).toEqual(['2 are gone', 2, 0])
  queue.push(5)
  queue.push(6)
  queue.end()
  expect(await read(queue)).toEqual(['1 are gone', 4, 5, 6])
  expect(taken).toHaveBeenCalledTimes(4)
})

test('what was lost while a reader waits is told before the next item', async () => {
  const queue = new Queue<number | string>(3, { gap: (dropped) => `${dropped} are gone` })
  const both = [queue.next(), queue.next()]
  queue.dropped++
  queue.push(1)
  expect((await Promise.all(both)).map(({ value }) => value)).toEqual(['1 are gone', 1])
})
