import { expect, test } from 'vitest'
import { Interrupt } from './interrupt.ts'

test('one key press counts once, however many pass it on', () => {
  const interrupt = new Interrupt()
  interrupt.raise('SIGINT', 1_000)
  interrupt.raise('SIGINT', 1_010)
  expect([interrupt.signal.aborted, interrupt.again.aborted]).toEqual([true, false])
  interrupt.raise('SIGINT', 2_000)
  expect(interrupt.again.aborted).toBe(true)
})

test('another signal is another wish, however soon it comes', () => {
  const interrupt = new Interrupt()
  interrupt.raise('SIGINT', 1_000)
  interrupt.raise('SIGTERM', 1_010)
  expect([interrupt.again.aborted, interrupt.name]).toEqual([true, 'SIGTERM'])
})

test('a wait ends with its work, or with nothing at the first signal', async () => {
  const interrupt = new Interrupt()
  expect(await interrupt.orEnd(Promise.resolve(5))).toBe(5)
  await expect(interrupt.orEnd(Promise.reject(new Error('no')))).rejects.toThrow('no')
  const waiting = interrupt.orEnd(new Promise(() => {}))
  interrupt.raise('SIGINT', 1_000)
  expect(await waiting).toBe(undefined)
  expect(await interrupt.orEnd(Promise.resolve(5))).toBe(undefined)
})
