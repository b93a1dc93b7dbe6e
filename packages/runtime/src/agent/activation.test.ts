import { ParleyError, type Wire, wireError } from '@parley/protocol'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { InteractionError } from '../interaction/error.ts'
import { Credit } from '../stream/credit.ts'
import { Flow } from '../stream/flow.ts'
import { run } from '../testing/activation-rig.ts'
import { ManualClock } from '../testing/manual-clock.ts'

describe('a handler that returns', () => {
  test('a value ends ok at once, in the same call', () => {
    expect(run({ output: z.number() }, (args) => (args as { n: number }).n + 1).endings).toEqual([{ reason: 'ok', result: 2 }])
  })

  test('a promise ends ok when that settles', async () => {
    const { endings, ending } = run({ output: z.string() }, async () => 'done')
    expect(endings).toEqual([])
    expect(await ending).toEqual({ reason: 'ok', result: 'done' })
  })

  test('any other thenable is waited for as well', async () => {
    // biome-ignore lint/suspicious/noThenProperty: it is what is tested
    const { ending } = run({ output: z.string() }, () => ({ then: (settle: (value: string) => void) => settle('done') }))
    expect(await ending).toEqual({ reason: 'ok', result: 'done' })
  })

  test('something without a schema for it returns nothing', () => {
    expect(run({}, () => ({ secret: 1 })).endings).toEqual([{ reason: 'ok' }])
  })

  test('what the schema makes of it leaves', () => {
    const { endings } = run({ output: z.object({ kept: z.number() }).transform(({ kept }) => ({ twice: kept * 2 })) }, () => ({
      kept: 2,
      dropped: 1,
    }))
    expect(endings).toEqual([{ reason: 'ok', result: { twice: 4 } }])
  })

  test.each<[string, z.ZodType, unknown, string]>([
    [
      'what its schema forbids',
      z.object({ list: z.array(z.number()) }),
      { list: [1, 'two'] },
      'output.list.1: got a string, expected number',
    ],
    ['nothing where something is due', z.string(), undefined, 'output: got nothing, expected string'],
  ])('%s ends with an error that names the field', (_, output, value, message) => {
    expect(run({ output }, () => value).endings).toMatchObject([{ reason: 'error', error: { code: 'BAD_RESULT', message } }])
  })

  test('what cannot travel ends with an error that says where', () => {
    const { endings } = run({ output: z.any() }, () => ({ at: new Date(0) }))
    expect(endings).toMatchObject([{ reason: 'error', error: { code: 'NOT_WIRE', message: expect.stringContaining('output.at: a Date') } }])
  })
})

describe('a handler that throws', () => {
  test.each<[string, unknown, string, string]>([
    ['an error', new TypeError('no'), 'HANDLER_FAILED', 'TypeError: no'],
    ['an error of ours', new ParleyError('WRONG_STATE', 'not now'), 'WRONG_STATE', 'not now'],
    ['text', 'no', 'HANDLER_FAILED', 'no'],
    ['nothing', undefined, 'HANDLER_FAILED', 'undefined'],
    ['a symbol', Symbol('no'), 'HANDLER_FAILED', 'Symbol(no)'],
    ['what has no text', Object.create(null), 'HANDLER_FAILED', 'threw a map'],
  ])('%s ends with an error', async (_, thrown, code, message) => {
    const throws = () => {
      throw thrown
    }
    const rejects = async () => throws()
    // biome-ignore lint/correctness/useYield: it throws before
    const generates = async function* () {
      throws()
    }
    for (const { ending } of [run({}, throws), run({}, rejects), run({ yields: z.number() }, generates)])
      expect(await ending).toMatchObject({ reason: 'error', error: { code, message } })
  })

  test('the error of a nested call ends with that as its cause', async () => {
    const nested = new InteractionError('c-1_bob', 'carol', { reason: 'rejected', error: wireError('FULL', 'no room') })
    const { ending } = run({}, () => Promise.reject(nested))
    expect(await ending).toMatchObject({
      reason: 'error',
      error: {
        code: 'HANDLER_FAILED',
        message: 'carol: no room',
        details: { cause: { code: 'FULL', reason: 'rejected', uuid: 'c-1_bob' } },
      },
    })
  })

  test('leaves its stack in the log, and sends none', () => {
    const { endings, logged } = run({}, () => {
      throw new Error('no')
    })
    expect(logged).toHaveLength(1)
    expect(JSON.stringify(endings)).not.toContain('activation.test')
  })
})

describe('an abort', () => {
  const late = wireError('TIMEOUT', 'too late')

  test('fires the signal with its reason, and the ending comes when the code has really ended', async () => {
    let reason: unknown
    const { activation, ending, endings, logged } = run({}, async (_, { signal }) => {
      await new Promise((fired) => signal.addEventListener('abort', fired))
      reason = signal.reason
      await new Promise((next) => setImmediate(next))
      throw signal.reason
    })
    activation.abort(late)
    await Promise.resolve()
    expect(reason).toMatchObject({ code: 'TIMEOUT', message: 'too late' })
    expect(endings).toEqual([])
    await ending
    expect(endings).toHaveLength(1)
    expect(logged).toEqual([])
  })

  test('closes a generator at its next yield, and sends nothing more', async () => {
    const steps: number[] = []
    let go = () => {}
    const { activation, received, ending, sent } = run({ yields: z.number() }, async function* () {
      try {
        yield 0
        yield 1
        await new Promise<void>((next) => {
          go = next
        })
        yield 2
        steps.push(2)
      } finally {
        steps.push(-1)
      }
    })
    await vi.waitUntil(() => sent.length > 0)
    const before = sent.length
    activation.abort(late)
    go()
    await ending
    await new Promise((next) => setImmediate(next))
    expect([steps, sent.length, received.step]).toEqual([[-1], before, 1])
  })

  test('before the turn is over takes back what was written in it', async () => {
    const { activation, received, ending, sent } = run({ yields: z.number() }, async function* () {
      yield 0
      await new Promise((next) => setImmediate(next))
    })
    while (received.step < 0) await Promise.resolve()
    activation.abort(late)
    await ending
    expect(sent).toEqual([])
  })
})

test('what was written and waits for a slower reader leaves before the end, which tells its tag', async () => {
  const sent: Wire[] = []
  const { received, endings, ending } = run({ output: z.number() }, async () => 1)
  const flow = new Flow({ clock: new ManualClock(), send: (_, { data }) => sent.push(...data), credit: () => new Credit(0) })
  received.flow = flow
  for (const value of ['a', 'b']) void flow.write('notes', value)
  for (let i = 0; i < 3; i++) await new Promise((next) => setImmediate(next))
  expect([sent, endings]).toEqual([['a'], []])
  flow.grant('notes', 5)
  expect(await ending).toEqual({ reason: 'ok', result: 1 })
  expect([sent, received.tags]).toEqual([['a', 'b'], { notes: 1 }])
})
