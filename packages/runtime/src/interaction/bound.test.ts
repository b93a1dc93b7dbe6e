import { describe, expect, test, vi } from 'vitest'
import { boundRig } from '../testing/bound-rig.ts'

/** Takes one of each that a step reads. */
const step = ({ bound }: ReturnType<typeof boundRig>) => {
  for (const source of bound.inputs()) source.take()
}

describe('what is new', () => {
  test('I-48 only streams that have something that was not read, with its tag; values and defaults are skipped', () => {
    const rig = boundRig({ stdin: ['image', 'depth'], stdtar: ['label'], defaults: ['size'], samples: { hint: 'x' } })
    rig.push('image', 0, 'a', 'b')
    rig.push('label', 4, 'c')
    expect(rig.bound.freshTags()).toEqual({ 'eye:image': 0, 'eye:label': 4 })
    rig.bound.stdin.get('image')!.take()
    expect(rig.bound.freshTags()).toEqual({ 'eye:image': 1, 'eye:label': 4 })
  })

  test('I-49 when all must be fresh, one that is stale makes it nothing', () => {
    const rig = boundRig({ stdin: ['image', 'depth'] })
    rig.push('image', 0, 'a', 'b')
    rig.push('depth', 0, 'c')
    expect([rig.bound.freshTags(true), rig.bound.fresh]).toEqual([{ 'eye:image': 0, 'eye:depth': 0 }, true])
    step(rig)
    expect([rig.bound.freshTags(true), rig.bound.freshTags(), rig.bound.fresh]).toEqual([null, { 'eye:image': 1 }, false])
  })

  test('I-50 a stream that never had data is not fresh', () => {
    const rig = boundRig({ stdin: ['image', 'depth'] })
    rig.push('image', 0, 'a')
    expect([rig.bound.freshTags(true), rig.bound.fresh]).toEqual([null, false])
    expect(rig.bound.freshTags()).toEqual({ 'eye:image': 0 })
  })

  test('I-51 what a step takes is recorded by it: asked right after, nothing is new', () => {
    const rig = boundRig({ stdin: ['image'], stdtar: ['label'] })
    rig.push('image', 0, 'a')
    rig.push('label', 0, 'b')
    step(rig)
    expect(rig.bound.freshTags()).toEqual({})
  })

  test('what its handler reads by itself holds up no step', () => {
    const rig = boundRig({ stdin: ['image'], stdext: ['noise'] })
    rig.push('image', 0, 'a')
    expect([rig.bound.fresh, rig.bound.freshTags(true)]).toEqual([true, { 'eye:image': 0 }])
  })
})

describe('who waits for a fresh set is told', () => {
  test('once, when the last that was missing has come', () => {
    const rig = boundRig({ stdin: ['image', 'depth'] })
    const then = vi.fn()
    rig.bound.whenFresh(then)
    rig.push('image', 0, 'a')
    expect(then).not.toHaveBeenCalled()
    rig.push('depth', 0, 'b')
    step(rig)
    rig.push('image', 1, 'a')
    rig.push('depth', 1, 'b')
    expect(then).toHaveBeenCalledOnce()
  })

  test('at once, when it is there already', () => {
    const rig = boundRig({ stdin: ['image'] })
    rig.push('image', 0, 'a')
    const then = vi.fn()
    rig.bound.whenFresh(then)
    expect(then).toHaveBeenCalledOnce()
  })

  test('when there will never be another one, before or after it began to wait; not while what is there can be read', () => {
    const rig = boundRig({ stdin: ['image'] })
    const [before, after] = [vi.fn(), vi.fn()]
    rig.bound.whenFresh(before)
    rig.gone('image')
    rig.bound.whenFresh(after)
    expect([before.mock.calls.length, after.mock.calls.length]).toEqual([1, 1])
    rig.push('image', 0, 'late')
    expect(rig.bound.closed).toBeNull()
    step(rig)
    expect(rig.bound.closed).toMatchObject({ message: expect.stringContaining('is gone') })
  })
})

describe('let go', () => {
  test('I-69 it is off all its streams, once, and what was not read is dropped', () => {
    const rig = boundRig({ stdin: ['image'], stdext: ['noise'] })
    rig.bound.begin()
    rig.push('image', 0, 'a')
    rig.push('noise', 0, 'b')
    expect(rig.bound.hasData).toBe(true)
    rig.bound.release()
    rig.bound.release()
    expect([rig.log, rig.bound.hasData, rig.bound.fresh]).toEqual([['begin', 'close'], false, false])
  })

  test('whoever waits for a change is waked, and whoever waits after that is told that there will be none', async () => {
    const rig = boundRig({ stdin: ['image'] })
    const then = vi.fn()
    rig.bound.whenFresh(then)
    const change = rig.bound.change()
    rig.bound.release()
    await change
    await expect(rig.bound.change()).rejects.toMatchObject({ code: 'DISCARDED' })
    expect(then).not.toHaveBeenCalled()
  })

  test('a stream that is attached after it is closed at once', () => {
    const rig = boundRig()
    rig.bound.release()
    const close = vi.fn()
    rig.bound.adopt({ source: rig.source('late'), line: { begin: vi.fn(), close } })
    expect([close.mock.calls.length, rig.bound.has('eye:late')]).toEqual([1, false])
  })
})
