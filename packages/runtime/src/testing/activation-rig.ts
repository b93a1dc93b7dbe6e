import type { ParleyError, Wire, WireError } from '@parley/protocol'
import * as z from 'zod'
import { Activation } from '../agent/activation.ts'
import type { HandlerContext } from '../agent/handler-context.ts'
import type { Signature } from '../agent/signature.ts'
import type { Ending } from '../interaction/ending.ts'
import { limitsOf } from '../interaction/limits.ts'
import { ReceivedInteraction, type Turn } from '../interaction/received.ts'
import { Credit } from '../stream/credit.ts'
import { Flow } from '../stream/flow.ts'
import { ManualClock } from './manual-clock.ts'
import { aRequest } from './message.ts'

interface Options {
  readonly numSteps?: number
  readonly boundary?: () => Promise<void> | null
  /** The last tag that may go. */
  readonly credit?: number
}

/** Runs a handler; what it comes to, and what it sent. */
export function run(
  sig: Omit<Signature, 'input'>,
  handler: (args: unknown, ctx: HandlerContext) => unknown,
  { numSteps = -1, boundary = () => null, credit = Number.POSITIVE_INFINITY }: Options = {},
) {
  const endings: Ending[] = []
  const sent: Wire[] = []
  const logged: unknown[][] = []
  const controller = new AbortController()
  const context = {
    log: { error: (...said: unknown[]) => logged.push(said) },
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
        received.flow ??= new Flow({
          clock: new ManualClock(),
          send: (stream, { tag, data }) => sent.push([stream, tag, ...data]),
          credit: () => new Credit(credit),
        })
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
  return { activation: { abort }, received, ending, endings, sent, logged }
}
