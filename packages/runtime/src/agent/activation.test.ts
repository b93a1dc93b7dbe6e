import { ParleyError, type Wire, type WireError, wireError } from '@parley/protocol'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import type { Ending } from '../interaction/ending.ts'
import { InteractionError } from '../interaction/error.ts'
import { limitsOf } from '../interaction/limits.ts'
import { ReceivedInteraction, type Turn } from '../interaction/received.ts'
import { Credit } from '../stream/credit.ts'
import { Flow } from '../stream/flow.ts'
import { aRequest } from '../testing/message.ts'
import { Activation } from './activation.ts'
import type { HandlerContext } from './handler-context.ts'
import type { Signature } from './signature.ts'

interface Options {
  readonly numSteps?: number
  readonly boundary?: () => Promise<void> | null
  /** The last tag that may go. */
  readonly credit?: number
}

/** Runs a handler; what it comes to, and what it sent. */
function run(
  sig: Omit<Signature, 'input'>,
  handler: (args: unknown, ctx: HandlerContext) => unknown,
  { numSteps = -1, boundary = () => null, credit = Number.POSITIVE_INFINITY }: Options = {},
) {
  const endings: Ending[] = []
  const sent: Wire[] = []
  const controller = new AbortController()
  const context = {
    log: { error: vi.fn() },
    flushStreams() {},
    signal: controller.signal,
    abort: (error: ParleyError) => controller.abort(error),
  } as unknown as HandlerContext
  const activation = new Activation(
    {
      ...{ name: 'work', handler, contextOf: () => context },
      sig: { input: z.unknown() as never, ...sig },
      limits: { single: limitsOf({}, 1), multi: limitsOf({}, 2) },
      flowOf(received) {
        received.flow ??= new Flow({ send: (stream, { tag, data }) => sent.push([stream, tag, ...data]), credit: () => new Credit(credit) })
        return received.flow
      },
      output: () => undefined,
    },
    { n: 1 },
    numSteps,
  )
  const received = new ReceivedInteraction(aRequest({ numSteps }), activation, 0)
  let tell: (ending: Ending) => void = () => {}
  const ending = new Promise<Ending>((done) => {
    tell = done
  })
  const turn: Turn = {
    done(how) {
      endings.push(how)
      tell(how)
    },
    boundary,
    leave() {},
    comeBack: () => null,
    rest: () => Promise.resolve(),
  }
  activation.run(received, turn)
  const abort = (error: WireError) => {
    received.flow?.stop() // as the target does
    activation.abort(error)
  }
  return { activation: { abort }, received, ending, endings, sent, log: context.log.error as ReturnType<typeof vi.fn> }
}

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
    const { endings, log } = run({}, () => {
      throw new Error('no')
    })
    expect(log).toHaveBeenCalledOnce()
    expect(JSON.stringify(endings)).not.toContain('activation.test')
  })
})

describe('a generator', () => {
  const numbers = (to: number, last?: unknown) =>
    async function* () {
      for (let i = 0; i < to; i++) yield i
      return last
    }
  const flat = (sent: Wire[]) => (sent as Wire[][]).flatMap(([, , ...data]) => data)

  test('sends each yield as a sample of the stream of its name, before its end', async () => {
    const { ending, sent, received } = run({ yields: z.number(), output: z.string() }, numbers(3, 'end'))
    expect(await ending).toEqual({ reason: 'ok', result: 'end' })
    expect(sent.map((one) => (one as Wire[])[0])).toContain('work')
    expect(flat(sent)).toEqual([0, 1, 2])
    expect([received.step, received.tags]).toEqual([2, { work: 2 }])
  })

  test('is closed after the steps that were asked for', async () => {
    const closed = vi.fn()
    const { ending, sent } = run(
      { yields: z.number() },
      async function* () {
        try {
          for (let i = 0; ; i++) yield i
        } finally {
          closed()
        }
      },
      { numSteps: 3 },
    )
    expect(await ending).toEqual({ reason: 'ok' })
    expect(flat(sent)).toEqual([0, 1, 2])
    expect(closed).toHaveBeenCalledOnce()
  })

  test('that yields what its schema forbids ends with an error, is closed, and keeps the good ones', async () => {
    const closed = vi.fn()
    const { ending, sent } = run({ yields: z.number() }, async function* () {
      try {
        yield 1
        yield 'two'
      } finally {
        closed()
      }
    })
    expect(await ending).toMatchObject({ reason: 'error', error: { code: 'BAD_RESULT', message: 'yields: got a string, expected number' } })
    expect(closed).toHaveBeenCalledOnce()
    expect(flat(sent)).toEqual([1])
  })

  test('without a schema for what it yields ends with an error that says so', async () => {
    const { ending, sent } = run({}, numbers(3))
    expect(await ending).toMatchObject({ reason: 'error', error: { code: 'BAD_RESULT', message: expect.stringContaining('yields') } })
    expect(sent).toEqual([])
  })

  test('waits at a boundary, and what it has written is out by then', async () => {
    const waits: (() => void)[] = []
    const { ending, sent } = run({ yields: z.number() }, numbers(2), {
      boundary: () => new Promise((goOn) => waits.push(goOn)),
    })
    await vi.waitUntil(() => waits.length === 1)
    expect(flat(sent)).toEqual([0])
    waits[0]!()
    await vi.waitUntil(() => waits.length === 2)
    expect(flat(sent)).toEqual([0, 1])
    waits[1]!()
    expect(await ending).toEqual({ reason: 'ok' })
  })
})

describe('an abort', () => {
  const late = wireError('TIMEOUT', 'too late')

  test('fires the signal with its reason, and the ending comes when the code has really ended', async () => {
    let reason: unknown
    const { activation, ending, endings, log } = run({}, async (_, { signal }) => {
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
    expect(log).not.toHaveBeenCalled()
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

test.each([
  ['yields what its schema forbids', 'two'],
  ['throws', null],
])('I-29 a step that %s is not counted', async (_, second) => {
  const { received, ending } = run({ yields: z.number() }, async function* () {
    yield 1
    if (second === null) throw new Error('no')
    yield second
  })
  expect((await ending).reason).toBe('error')
  expect(received.step).toBe(0)
})

test('what was written and waits for a slower reader leaves before the end, which tells its tag', async () => {
  const sent: Wire[] = []
  const { received, endings, ending } = run({ output: z.number() }, async () => 1)
  const flow = new Flow({ send: (_, { data }) => sent.push(...data), credit: () => new Credit(0) })
  received.flow = flow
  for (const value of ['a', 'b']) void flow.write('notes', value)
  for (let i = 0; i < 3; i++) await new Promise((next) => setImmediate(next))
  expect([sent, endings]).toEqual([['a'], []])
  flow.grant('notes', 5)
  expect(await ending).toEqual({ reason: 'ok', result: 1 })
  expect([sent, received.tags]).toEqual([['a', 'b'], { notes: 1 }])
})
