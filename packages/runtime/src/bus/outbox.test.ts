import { expect, test } from 'vitest'
import { Outbox } from './outbox.ts'

const letter = (subject: string, bytes: number) => ({ subject, data: new Uint8Array(bytes) })

test('letters are taken in order, once', () => {
  const outbox = new Outbox()
  const letters = [letter('a', 1), { ...letter('b', 2), reply: 'r' }, letter('a', 3)]
  for (const one of letters) outbox.put(one)
  expect(outbox.take()).toEqual(letters)
  expect(outbox.take()).toEqual([])
})

test('above the limit a letter is refused with a number, those before it stay, and a smaller one still fits', () => {
  const outbox = new Outbox(100)
  outbox.put(letter('a', 89))
  expect(() => outbox.put(letter('b', 10))).toThrow(
    expect.objectContaining({ code: 'BUFFER_FULL', retryable: true, message: expect.stringContaining('90 bytes wait') }),
  )
  outbox.put(letter('c', 9))
  expect(outbox.take().map(({ subject }) => subject)).toEqual(['a', 'c'])
})

test('taking makes room again', () => {
  const outbox = new Outbox(100)
  for (let i = 0; i < 10; i++) {
    outbox.put(letter('a', 99))
    outbox.take()
  }
  expect(() => outbox.put(letter('a', 99))).not.toThrow()
})
