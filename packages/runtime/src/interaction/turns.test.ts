import { expect, test } from 'vitest'
import { targetRig } from '../testing/target-rig.ts'

/** Whether what a handler was told to wait for has come. */
function came(wait: Promise<void> | null): () => Promise<boolean> {
  let done = wait === null
  void wait?.then(() => {
    done = true
  })
  return async () => {
    for (let i = 0; i < 5; i++) await Promise.resolve()
    return done
  }
}

test('nothing stops at a boundary when nobody asks for it', () => {
  const rig = targetRig()
  rig.ask('a-1')
  expect(rig.job('a-1').turn!.boundary()).toBeNull()
})

test('a pause takes effect between two steps: the status says so, the place is free, and resuming goes on', async () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.ask('a-2')
  rig.steer('pause', 'a-1')
  expect(rig.told('a-1')).toEqual(['received', 'running'])
  const goesOn = came(rig.job('a-1').turn!.boundary())
  expect(rig.told('a-1')).toEqual(['received', 'running', 'paused'])
  expect(rig.told('a-2')).toEqual(['received', 'running'])
  rig.steer('resume', 'a-1')
  expect(await goesOn()).toBe(false) // the place is taken
  rig.job('a-2').done()
  expect(await goesOn()).toBe(true)
  expect(rig.told('a-1')).toEqual(['received', 'running', 'paused', 'running'])
  rig.job('a-1').done()
  expect(rig.told('a-1').at(-1)).toBe('completed ok')
})

test('a pause that is taken back before the step ends stops nothing', () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.steer('pause', 'a-1')
  rig.steer('resume', 'a-1')
  expect(rig.job('a-1').turn!.boundary()).toBeNull()
})

test('the clock stands while it is paused', async () => {
  const rig = targetRig()
  rig.ask('a-1', { timeoutMs: 1_000 })
  rig.clock.advance(600)
  rig.steer('pause', 'a-1')
  const goesOn = came(rig.job('a-1').turn!.boundary())
  rig.clock.advance(3_600_000)
  rig.steer('resume', 'a-1')
  expect(await goesOn()).toBe(true)
  rig.clock.advance(300)
  expect(rig.told('a-1').at(-1)).toBe('running')
  rig.clock.advance(200)
  expect(rig.told('a-1').at(-1)).toBe('completed timeout')
})

test('one that has not begun is paused at once, without a clock, until it is resumed', () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.ask('a-2', { timeoutMs: 1_000 })
  rig.steer('pause', 'a-2')
  rig.job('a-1').done()
  rig.clock.advance(3_600_000)
  expect(rig.told('a-2')).toEqual(['received', 'running', 'paused'])
  expect(rig.job('a-2').turn).toBeNull()
  rig.steer('resume', 'a-2')
  expect(rig.told('a-2')).toEqual(['received', 'running', 'paused', 'running'])
  expect(rig.job('a-2').turn).not.toBeNull()
})

test('one that is cancelled while it is paused finds out', async () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.steer('pause', 'a-1')
  const goesOn = came(rig.job('a-1').turn!.boundary())
  rig.steer('cancel', 'a-1')
  expect(await goesOn()).toBe(true)
  expect(rig.job('a-1').aborted).toMatchObject({ code: 'CANCELLED' })
  rig.job('a-1').done()
  expect([rig.mailbox.running, rig.mailbox.waiting]).toEqual([0, 0])
})

test('a higher priority preempts between two steps, and the preempted one goes on before those of its own', async () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.ask('a-2')
  rig.ask('a-3', { priority: 5 })
  const goesOn = came(rig.job('a-1').turn!.boundary())
  expect(rig.told('a-1').at(-1)).toBe('paused')
  expect(rig.told('a-3')).toEqual(['received', 'running'])
  rig.job('a-3').done()
  expect(await goesOn()).toBe(true)
  expect([rig.told('a-1').at(-1), rig.told('a-2')]).toEqual(['running', ['received']])
})

test('an equal priority preempts nobody', () => {
  const rig = targetRig()
  rig.ask('a-1', { priority: 5 })
  rig.ask('a-2', { priority: 5 })
  expect(rig.job('a-1').turn!.boundary()).toBeNull()
})

test('a reentrant one lends its place while it waits for a nested call, and waits for one when it comes back', async () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.ask('a-2')
  const { turn } = rig.job('a-1')
  turn!.leave()
  expect(rig.told('a-2')).toEqual(['received', 'running'])
  const goesOn = came(turn!.comeBack())
  expect(await goesOn()).toBe(false)
  rig.job('a-2').done()
  expect(await goesOn()).toBe(true)
  expect(rig.mailbox.running).toBe(1)
})

test('of two nested calls at once the last to end takes the place back', async () => {
  const rig = targetRig()
  rig.ask('a-1')
  const { turn } = rig.job('a-1')
  turn!.leave()
  turn!.leave()
  expect(rig.mailbox.running).toBe(0)
  expect(turn!.comeBack()).toBeNull()
  expect(await came(turn!.comeBack())()).toBe(true)
  expect(rig.mailbox.running).toBe(1)
})

test('a reentrant one that is paused while it waits for its place goes on when it is resumed', async () => {
  const rig = targetRig()
  rig.ask('a-1', { timeoutMs: 1_000 })
  rig.ask('a-2')
  const { turn } = rig.job('a-1')
  turn!.leave()
  const goesOn = came(turn!.comeBack())
  rig.steer('pause', 'a-1')
  rig.job('a-2').done()
  expect(await goesOn()).toBe(false)
  rig.steer('resume', 'a-1')
  expect(await goesOn()).toBe(true)
  expect([rig.mailbox.running, rig.mailbox.waiting]).toEqual([1, 0])
  rig.clock.advance(1_004)
  expect(rig.told('a-1').at(-1)).toBe('completed timeout')
})

test('a reentrant one that is paused during its nested call, and resumed when that is over, goes on once', async () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.ask('a-2')
  const { turn } = rig.job('a-1')
  turn!.leave()
  rig.steer('pause', 'a-1')
  const goesOn = came(turn!.comeBack())
  rig.steer('resume', 'a-1')
  expect(rig.mailbox.waiting).toBe(1)
  rig.job('a-2').done()
  expect(await goesOn()).toBe(true)
  rig.job('a-1').done()
  expect([rig.mailbox.running, rig.mailbox.waiting]).toEqual([0, 0])
})
