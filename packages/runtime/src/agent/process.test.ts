import { originOf, wireError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { slot } from '../stream/declare.ts'
import { processRig, type Step } from '../testing/process-rig.ts'
import { processor } from './processor.ts'

describe('a step', () => {
  test('takes one of every stream that fills a slot, and begins only when all have one; what it gives is written', async () => {
    const t = processRig()
    await t.ask('a-1')
    t.streamsOf('a-1').push('image', 0, 'a', 'b')
    await t.clock.settle()
    expect([t.given, t.told('a-1')]).toEqual([[], ['received']])
    t.streamsOf('a-1').push('label', 0, 'A')
    await t.clock.settle()
    expect([t.given, t.wrote]).toEqual([[{ image: 'a', label: 'A' }], [['a-1', 'caption', 'a!']]])
    expect(t.told('a-1')).toEqual(['received', 'running'])
  })

  test('knows its number, what it was given of each stream, and what it has missed', async () => {
    const seen: unknown[] = []
    const t = processRig({
      step(_, { args, step, tags, missed }) {
        seen.push([args, step, { ...tags }, { ...missed }])
        return { caption: '' }
      },
    })
    await t.ask('a-1')
    await t.push('a-1', 0, 'a')
    await t.push('a-1', 4, 'b')
    expect(seen).toEqual([
      [{ n: 1 }, 0, { image: 0, label: 0 }, { image: 0, label: 0 }],
      [{ n: 1 }, 1, { image: 4, label: 4 }, { image: 3, label: 3 }],
    ])
  })

  test('those that were asked for are done, and no more are taken', async () => {
    const t = processRig()
    await t.ask('a-1', 2)
    await t.push('a-1', 0, 'a', 'b', 'c')
    expect([t.given.length, t.told('a-1').at(-1), t.last('a-1')?.step]).toEqual([2, 'completed ok', 1])
  })

  test('of a target slot that no stream fills gets null', async () => {
    const t = processRig({ streams: { stdin: ['image'] } })
    await t.ask('a-1', 1)
    await t.push('a-1', 0, 'a')
    expect(t.given).toEqual([{ image: 'a', label: null }])
  })

  test.each<[string, Step, string, string]>([
    ['throws', () => Promise.reject(new Error('boom')), 'HANDLER_FAILED', 'Error: boom'],
    ['leaves an output slot empty', () => ({}), 'BAD_RESULT', 'process: gave no value for the output slot caption'],
    ['gives what is no output slot', () => ({ caption: '', other: 1 }), 'BAD_RESULT', 'process: gave other, which is no output slot of it'],
  ])('that %s does not count, and ends it', async (_, step, code, message) => {
    const t = processRig({ step })
    await t.ask('a-1')
    await t.push('a-1', 0, 'a', 'b')
    expect(t.last('a-1')).toMatchObject({ reason: 'error', error: { code, message } })
    expect([t.given.length, t.last('a-1')?.step]).toEqual([1, undefined])
  })
})

describe('while it waits', () => {
  test('for data it has no place, and what is behind it runs; it goes on when data come', async () => {
    const t = processRig()
    await t.ask('a-1')
    await t.push('a-1', 0, 'a')
    expect([t.mailbox.running, t.told('a-1').at(-1)]).toEqual([0, 'running'])
    await t.ask('a-2')
    await t.push('a-2', 0, 'x')
    await t.push('a-1', 1, 'b')
    expect(t.wrote.map((one) => (one as string[])[2])).toEqual(['a!', 'x!', 'b!'])
  })

  test('for a slower reader it has no place either, and its next step waits', async () => {
    let reads = () => {}
    const wait = new Promise<void>((done) => {
      reads = done
    })
    const t = processRig({ output: ({ request }) => (request.id === 'a-1' ? wait : undefined) })
    await t.ask('a-1')
    await t.push('a-1', 0, 'a', 'b')
    expect([t.given.length, t.mailbox.running]).toEqual([1, 0])
    await t.ask('a-2')
    await t.push('a-2', 0, 'x')
    expect(t.wrote).toHaveLength(2)
    reads()
    await t.clock.settle()
    expect(t.given).toHaveLength(3)
  })

  test('for data whose owner is gone it ends, once it has read what had come', async () => {
    const t = processRig()
    await t.ask('a-1')
    await t.push('a-1', 0, 'a', 'b')
    t.streamsOf('a-1').gone('image')
    await t.clock.settle()
    expect(t.given).toHaveLength(2)
    expect(t.last('a-1')).toMatchObject({ reason: 'disconnected', error: { code: 'STREAM_GONE', message: expect.stringContaining('eye') } })
  })

  test('for data that never came, whose owner goes, it ends too', async () => {
    const t = processRig()
    await t.ask('a-1')
    t.streamsOf('a-1').gone('image')
    await t.clock.settle()
    expect([t.given, t.last('a-1')?.error?.code]).toEqual([[], 'STREAM_GONE'])
  })

  test('and is cancelled, nothing runs and nothing waits any more', async () => {
    const t = processRig()
    await t.ask('a-1')
    await t.push('a-1', 0, 'a')
    t.steer('cancel', 'a-1')
    await t.clock.settle()
    await t.push('a-1', 1, 'b')
    expect([t.given.length, t.told('a-1').at(-1), t.turns.idle]).toEqual([1, 'completed cancelled', true])
  })
})

test('I-79 what runs is RUNNING, and what it reads is its own; what reads nothing has what the action says', async () => {
  const read: unknown[] = []
  const t = processRig({
    places: 2,
    step({ image, label }, { streams }) {
      read.push([image, label, streams.names, streams.take('image') ?? null])
      return { caption: '' }
    },
  })
  await t.ask('a-1')
  await t.ask('a-2')
  await t.push('a-1', 0, 'mine')
  expect([t.told('a-1').at(-1), t.told('a-2').at(-1)]).toEqual(['running', 'received'])
  await t.push('a-2', 0, 'yours')
  const names = ['eye:image', 'eye:label']
  expect(read).toEqual([
    ['mine', 'label of mine', names, null],
    ['yours', 'label of yours', names, null],
  ])
})

test('I-79 what names no stream has the defaults of its slots', async () => {
  const t = processRig({
    streams: { defaults: ['image'] },
    slots: processor({ stdin: { image: slot.any({ default: 'none' }) }, stdout: { caption: slot.any() } }).sig,
  })
  await t.ask('a-1', 1)
  expect([t.given, t.last('a-1')?.reason]).toEqual([[{ image: 'none' }], 'ok'])
})

describe('I-80 what waits in the buffers', () => {
  test('is read from the first sample on when it starts', async () => {
    const t = processRig()
    await t.ask('a-1')
    t.streamsOf('a-1').push('image', 0, 'a', 'b', 'c')
    await t.clock.settle()
    expect(t.told('a-1')).toEqual(['received'])
    t.streamsOf('a-1').push('label', 0, 'A', 'B', 'C')
    await t.clock.settle()
    expect(t.wrote.map((one) => (one as string[])[2])).toEqual(['a!', 'b!', 'c!'])
  })

  test('I-81 is gone on with at the next unread sample after a pause: PAUSED between two steps, then RUNNING', async () => {
    const t = processRig({
      step({ image }) {
        if (image === 'b') t.steer('pause', 'a-1')
        return { caption: image }
      },
    })
    await t.ask('a-1')
    await t.push('a-1', 0, 'a', 'b', 'c', 'd')
    expect([t.given.length, t.told('a-1').at(-1), t.mailbox.running]).toEqual([2, 'paused', 0])
    await t.push('a-1', 4, 'e')
    expect(t.given).toHaveLength(2)
    t.steer('resume', 'a-1')
    await t.clock.settle()
    expect(t.wrote.map((one) => (one as string[])[2])).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(t.told('a-1')).toEqual(['received', 'running', 'paused', 'running'])
  })

  test('I-81 a pause while it waits for data holds it; what came meanwhile is read when it is resumed', async () => {
    const t = processRig()
    await t.ask('a-1')
    await t.push('a-1', 0, 'a')
    t.steer('pause', 'a-1')
    await t.push('a-1', 1, 'b')
    expect([t.given.length, t.told('a-1').at(-1)]).toEqual([1, 'paused'])
    t.steer('resume', 'a-1')
    await t.clock.settle()
    expect([t.given.length, t.told('a-1').at(-1)]).toEqual([2, 'running'])
  })
})

test('an end that comes while a step runs: what it gives is written no more', async () => {
  let goOn = () => {}
  const t = processRig({
    step: () =>
      new Promise((done) => {
        goOn = () => done({ caption: 'late' })
      }),
  })
  await t.ask('a-1')
  await t.push('a-1', 0, 'a')
  t.target.end(t.manager.received.get(originOf('a-1', 'alice'))!, { reason: 'timeout', error: wireError('TIMEOUT', 'over') })
  expect(t.mailbox.running).toBe(1)
  goOn()
  await t.clock.settle()
  expect([t.wrote, t.mailbox.running]).toEqual([[], 0])
})
