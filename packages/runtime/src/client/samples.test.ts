import { CREDIT_WINDOW, type Wire } from '@parley/protocol'
import { describe, expect, test, vi } from 'vitest'
import type { SentInteraction, TargetState } from '../interaction/sent.ts'
import { slot } from '../stream/declare.ts'
import { Samples } from './samples.ts'

const [sent, target] = [{} as SentInteraction, {} as TargetState]

function setUp(outputs: ConstructorParameters<typeof Samples>[0]['outputs'] = null, action = 'count') {
  const credits: [string, number][] = []
  const onLeave = vi.fn()
  const samples = new Samples<unknown>({ action, outputs, credit: (_, __, stream, upTo) => credits.push([stream, upTo]), onLeave })
  const arrive = (stream: string, tag: number, ...data: Wire[]) => samples.arrive(sent, target, stream, tag, data)
  const loop = () => samples.iterate()[Symbol.asyncIterator]()
  return { samples, credits, onLeave, arrive, loop }
}
const values = async (loop: AsyncIterator<unknown>, count: number) => {
  const read: unknown[] = []
  for (let i = 0; i < count; i++) read.push((await loop.next()).value)
  return read
}

describe('what an action yields', () => {
  test('comes in order and each once, however often it is said', async () => {
    const { samples, arrive, loop } = setUp()
    const reading = loop()
    arrive('count', 0, 'a', 'b')
    arrive('count', 1, 'b', 'c')
    samples.end()
    expect([await values(reading, 3), await reading.next()]).toEqual([['a', 'b', 'c'], { done: true, value: undefined }])
  })

  test('with a gap throws which were lost, after what had come, and tells whoever sent it', async () => {
    const { arrive, loop, onLeave } = setUp()
    const reading = loop()
    arrive('count', 0, 'a')
    arrive('count', 3, 'd')
    expect(await values(reading, 1)).toEqual(['a'])
    await expect(reading.next()).rejects.toMatchObject({ code: 'SLOW_CONSUMER', message: 'samples 1 to 2 were lost' })
    expect(onLeave).toHaveBeenCalledOnce()
  })

  test('that nobody iterates is dropped, and its writer is let go on; a loop that begins later begins there', async () => {
    const { arrive, loop, credits } = setUp()
    for (let tag = 0; tag < CREDIT_WINDOW; tag++) arrive('count', tag, tag)
    expect(credits.at(-1)![1]).toBeGreaterThan(CREDIT_WINDOW)
    const reading = loop()
    arrive('count', CREDIT_WINDOW, 'next')
    expect(await values(reading, 1)).toEqual(['next'])
  })

  test('slows its writer while the loop does not read, and lets it go on as it does', async () => {
    const { arrive, loop, credits } = setUp()
    const reading = loop()
    for (let tag = 0; tag < CREDIT_WINDOW; tag++) arrive('count', tag, tag)
    expect(credits).toEqual([])
    await values(reading, CREDIT_WINDOW / 2)
    expect(credits).toEqual([['count', CREDIT_WINDOW * 1.5 - 1]])
  })

  test('goes to the loop that began last: it gets what waits, the first one is told, and the writer is not held up', async () => {
    const { arrive, loop, credits } = setUp()
    const first = loop()
    for (let tag = 0; tag < CREDIT_WINDOW; tag++) arrive('count', tag, tag)
    expect(await values(first, 2)).toEqual([0, 1])
    const second = loop()
    await expect(first.next()).rejects.toMatchObject({ code: 'DISCARDED' })
    expect(await values(second, CREDIT_WINDOW - 2)).toEqual(Array.from({ length: CREDIT_WINDOW - 2 }, (_, i) => i + 2))
    expect(credits.at(-1)![1]).toBe(CREDIT_WINDOW * 2 - 1)
  })

  test('of another attempt counts from 0; what is left of the one before is read first, and is none of its credit', async () => {
    const { samples, arrive, loop, credits } = setUp()
    const reading = loop()
    for (let tag = 0; tag < 600; tag++) arrive('count', tag, `first ${tag}`)
    samples.restart()
    arrive('count', 0, 'again')
    expect((await values(reading, 601)).at(-1)).toBe('again')
    expect(credits).toEqual([])
  })
})

describe('the outputs of a processor', () => {
  const outputs = { caption: slot.text(), score: slot.json() }

  test('of a step come as one, when all are there', async () => {
    const { samples, arrive, loop } = setUp(outputs)
    const reading = loop()
    arrive('caption', 0, 'a', 'b')
    arrive('score', 0, 1)
    arrive('score', 1, 2)
    samples.end()
    expect(await values(reading, 2)).toEqual([
      { caption: 'a', score: 1 },
      { caption: 'b', score: 2 },
    ])
    expect(samples.lastSet).toEqual({ caption: 'b', score: 2 })
  })

  test('may have the action’s own name', async () => {
    const { samples, arrive, loop } = setUp({ caption: slot.text() }, 'caption')
    const reading = loop()
    arrive('caption', 0, 'a')
    expect([await values(reading, 1), samples.lastSet]).toEqual([[{ caption: 'a' }], { caption: 'a' }])
  })

  test('that nobody iterates are dropped, but for the last: it is the result', () => {
    const { samples, arrive, credits } = setUp(outputs)
    for (let tag = 0; tag < CREDIT_WINDOW; tag++) for (const stream of ['caption', 'score']) arrive(stream, tag, String(tag))
    expect(samples.lastSet).toEqual({ caption: String(CREDIT_WINDOW - 1), score: String(CREDIT_WINDOW - 1) })
    expect(new Set(credits.map(([stream]) => stream))).toEqual(new Set(['caption', 'score']))
  })

  test('of an action of which nothing is known are an item each', async () => {
    const { samples, arrive, loop } = setUp(null)
    const reading = loop()
    arrive('caption', 0, 'a')
    arrive('score', 0, 1)
    expect([await values(reading, 2), samples.lastSet]).toEqual([[{ caption: 'a' }, { score: 1 }], { caption: 'a', score: 1 }])
  })
})

test('what a target says that it has sent, and what has not come of it', () => {
  const { samples, arrive } = setUp()
  expect(samples.lost({ count: [1] })).toBe('samples 0 to 1 were lost')
  arrive('count', 0, 'a')
  expect([samples.lost({ count: [0] }), samples.lost(null), samples.lost({ count: [0, 3] })]).toEqual([
    null,
    null,
    'samples 1 to 3 were lost',
  ])
})

test('a credit that may be lost is said again, also for a stream of which nothing has come', () => {
  const { samples, arrive, credits } = setUp()
  samples.renewCredit(sent, target)
  arrive('count', 0, 'a')
  samples.renewCredit(sent, target)
  expect(credits).toEqual([
    ['count', CREDIT_WINDOW - 1],
    ['count', CREDIT_WINDOW],
  ])
})
