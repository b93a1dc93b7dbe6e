import { expect, test } from 'vitest'
import { Room } from './room.ts'

test('who fits enters; who does not waits, and nobody goes before him', async () => {
  const room = new Room(10)
  const inside: string[] = []
  const come = (name: string, bytes: number) => room.enter(bytes).then(() => void inside.push(name))
  const [a, b, c] = [come('a', 6), come('b', 6), come('c', 1)]
  await a
  await Promise.resolve()
  expect(inside).toEqual(['a'])
  room.leave(6)
  await Promise.all([b, c])
  expect(inside).toEqual(['a', 'b', 'c'])
})
