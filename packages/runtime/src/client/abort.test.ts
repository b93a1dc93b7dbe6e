import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Probe, probe } from '../testing/probe.ts'
import { testWorld } from '../testing/world.ts'
import { onAbort } from './abort.ts'

test('a signal calls once, and keeps nothing of it', () => {
  const controller = new AbortController()
  let calls = 0
  onAbort(controller.signal, () => calls++)
  expect(calls).toBe(0)
  controller.abort()
  expect(calls).toBe(1)
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

test('one that was aborted before calls too, but not from within', async () => {
  let calls = 0
  onAbort(AbortSignal.abort(), () => calls++)
  expect(calls).toBe(0)
  await Promise.resolve()
  expect(calls).toBe(1)
})

test('what is taken back is not called, and a signal that lives long keeps nothing of it', () => {
  const controller = new AbortController()
  let calls = 0
  onAbort(controller.signal, () => calls++)()
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  controller.abort()
  expect(calls).toBe(0)
})

test('a handle and a gathering that have ended have let go of the signal', async () => {
  await using world = await testWorld()
  await world.agent(probe())
  const client = await world.client()
  const { echo } = client.peer(Probe)
  const { signal } = new AbortController()
  const handle = client.send(echo, { value: 1 }, { signal })
  const gathered = client.gather([echo], { value: 2 }, { signal })
  expect(getEventListeners(signal, 'abort')).toHaveLength(2)
  await Promise.all([handle.result, gathered])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
