import { explain, kindOf, ParleyError, toWire, type Wire, type WireError } from '@parley/protocol'
import { type Ending, ended, succeeded } from '../interaction/ending.ts'
import { InteractionError } from '../interaction/error.ts'
import type { Job, ReceivedInteraction, Turn } from '../interaction/interaction.ts'
import { Outlet } from '../stream/outlet.ts'
import type { AnyHandler } from './definition.ts'
import type { HandlerContext } from './handler-context.ts'
import type { Signature } from './signature.ts'

/** Steps that may be done in one turn of the event loop: with as many samples, a message. */
const STEPS_A_TURN = 64

/** An action as the agent runs it: its schemas, its handler, and how to make what the handler gets. */
export interface RunnableAction {
  readonly name: string
  readonly sig: Signature
  readonly handler: AnyHandler
  readonly contextOf: (received: ReceivedInteraction, turn: Turn | null) => HandlerContext
  readonly sendSamples: (received: ReceivedInteraction, stream: string, message: { v: 1; tag: number; data: Wire[] }) => void
}

/**
 * One run of a handler for one interaction.
 *
 * I1. `done` is called once, after everything the handler wrote has left and when its code has really ended.
 * I2. What is returned or yielded is checked with the action's schema before it leaves.
 * I3. After an abort nothing more is sent; a generator is closed at its next yield.
 * I4. Whatever a handler throws, returns or is, it comes to an ending.
 * I5. A generator that waits for nothing does not keep the process from hearing a control, showing that it lives, and sending what was written.
 */
export class Activation implements Job {
  readonly #action: RunnableAction
  readonly #args: unknown
  #context: HandlerContext | null = null
  #generator: AsyncGenerator<unknown, unknown, void> | null = null
  #aborted = false

  constructor(action: RunnableAction, args: unknown) {
    this.#action = action
    this.#args = args
  }

  run(received: ReceivedInteraction, turn: Turn): void {
    const { sig, handler, contextOf } = this.#action
    this.#context = contextOf(received, sig.reentrant ? turn : null)
    let out: unknown
    try {
      out = handler(this.#args, this.#context)
    } catch (error) {
      return turn.done(this.#failed(error))
    }
    if (isGenerator(out)) {
      this.#generator = out
      void this.#drive(out, received, turn).then(turn.done)
    } else if (isThenable(out))
      Promise.resolve(out).then(
        (value) => turn.done(this.#result(value)),
        (error) => turn.done(this.#failed(error)),
      )
    else turn.done(this.#result(out))
  }

  abort({ code, message }: WireError): void {
    this.#aborted = true
    this.#context?.abort(new ParleyError(code as ParleyError['code'], message))
    this.#generator?.return(undefined).catch(() => {})
  }

  /** Each yield is a step, and a sample of the stream that has the action's name. */
  async #drive(generator: AsyncGenerator<unknown, unknown, void>, received: ReceivedInteraction, turn: Turn): Promise<Ending> {
    const { name, sendSamples } = this.#action
    const outlet = new Outlet((message) => {
      if (!this.#aborted) sendSamples(received, name, message)
    })
    try {
      const last = await this.#steps(generator, received, turn, outlet)
      this.#close(outlet, received)
      return last.done ? this.#result(last.value) : succeeded()
    } catch (error) {
      await generator.return(undefined).catch(() => {})
      try {
        this.#close(outlet, received)
      } catch {
        // the first error tells why
      }
      return this.#failed(error)
    }
  }

  /** What was written goes out before the end, which names the last tag. */
  #close(outlet: Outlet, received: ReceivedInteraction): void {
    outlet.flush()
    if (outlet.lastTag >= 0) received.tags = { [this.#action.name]: outlet.lastTag }
  }

  /** Until the generator ends, the steps that were asked for are done, or an abort. */
  async #steps(
    generator: AsyncGenerator<unknown, unknown, void>,
    received: ReceivedInteraction,
    turn: Turn,
    outlet: Outlet,
  ): Promise<IteratorResult<unknown>> {
    while (true) {
      const next = await generator.next()
      if (next.done || this.#aborted) return next
      outlet.write(this.#checked('yields', next.value) as Wire)
      received.step++
      if (received.step + 1 === received.request.numSteps) {
        await generator.return(undefined)
        return next
      }
      const wait = turn.boundary()
      if (wait) await this.#pause(wait, outlet)
      else if (received.step % STEPS_A_TURN === 0) await new Promise((next) => setImmediate(next)) // I5
    }
  }

  /** What was written goes out before the pause. */
  async #pause(wait: Promise<void>, outlet: Outlet): Promise<void> {
    outlet.flush()
    await wait
  }

  #result(value: unknown): Ending {
    try {
      return succeeded(this.#checked('output', value))
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** What may leave: fits the schema, and is Wire. Without a schema nothing leaves. */
  #checked(part: 'output' | 'yields', value: unknown): Wire | undefined {
    const schema = this.#action.sig[part]
    if (!schema && part === 'yields') throw new ParleyError('BAD_RESULT', `yields: ${this.#action.name} yields, and has no schema for it`)
    if (!schema) return undefined
    const parsed = schema.safeParse(value)
    if (parsed.success) return toWire(parsed.data, part)
    const { field, problem } = explain(parsed.error, value)
    throw new ParleyError('BAD_RESULT', `${part}${field ? `.${field}` : ''}: ${problem}`)
  }

  #failed(error: unknown): Ending {
    if (!this.#aborted) this.#context?.log.error({ err: error }, 'the handler failed')
    if (error instanceof InteractionError) {
      const details = { cause: { code: error.code, reason: error.reason, uuid: error.uuid } }
      return ended('error', 'HANDLER_FAILED', error.message, { details })
    }
    if (error instanceof ParleyError) return ended('error', error.code, error.message)
    return ended('error', 'HANDLER_FAILED', textOf(error))
  }
}

function textOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  } catch {
    return `threw ${kindOf(error)}`
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

const isGenerator = (value: unknown): value is AsyncGenerator<unknown, unknown, void> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
