import { MAX_STEPS, ParleyError, type WireError } from '@parley/protocol'
import type { Ending } from '../interaction/ending.ts'
import type { Limits } from '../interaction/limits.ts'
import type { Job, ReceivedInteraction, Turn } from '../interaction/received.ts'
import { isMultiStep } from '../interaction/steps.ts'
import type { Flow } from '../stream/flow.ts'
import type { AnyHandler } from './definition.ts'
import type { HandlerContext } from './handler-context.ts'
import { failedEnding } from './handler-ending.ts'
import type { Signature } from './signature.ts'

/** Steps that may be done in one turn of the event loop: with as many samples, a message. */
export const STEPS_A_TURN = 64

/** An action as the agent runs it: its schemas, its handler, and how to make what the handler gets. */
export interface RunnableAction {
  readonly name: string
  readonly sig: Signature
  readonly handler: AnyHandler
  /** Answered whatever else runs. */
  readonly placeless?: boolean
  /** For interactions of one step, and of several. */
  readonly limits: { readonly single: Limits; readonly multi: Limits }
  readonly contextOf: (received: ReceivedInteraction, turn: Turn | null) => HandlerContext
  /** What an interaction writes to its requester. */
  readonly flowOf: (received: ReceivedInteraction) => Flow
  /** Writes an output of a processor to whom it is for. */
  readonly output: (received: ReceivedInteraction, slot: string, value: unknown) => Promise<unknown> | undefined
}

/**
 * One run of an action for one interaction.
 *
 * I1. `done` is called once, after everything the handler wrote has left and when its code has really ended.
 * I2. What leaves is checked with the action's schema before.
 * I3. After an abort nothing more is sent.
 * I4. Whatever a handler throws, returns or is, it comes to an ending.
 */
export abstract class Run implements Job {
  readonly limits: Limits
  protected readonly action: RunnableAction
  protected readonly args: unknown
  /** -1: until it ends by itself. */
  protected readonly steps: number
  protected context: HandlerContext | null = null
  protected aborted = false

  constructor(action: RunnableAction, args: unknown, steps: number) {
    this.action = action
    this.args = args
    this.steps = steps
    // What stands for as long as its agent lives waits for data as long as it takes.
    this.limits = isMultiStep(steps) && steps !== MAX_STEPS ? action.limits.multi : action.limits.single
  }

  get placeless(): boolean {
    return this.action.placeless === true
  }

  abstract run(received: ReceivedInteraction, turn: Turn): void

  abort({ code, message }: WireError): void {
    this.aborted = true
    this.context?.abort(new ParleyError(code as ParleyError['code'], message))
  }

  /** Ends it. What was written and waits for a slower reader leaves before; meanwhile it needs no place (I1). */
  protected finish(received: ReceivedInteraction, turn: Turn, ending: Ending): void {
    const waits = this.aborted ? null : (received.flow?.waits() ?? null)
    if (!waits) return turn.done(this.#closed(received, ending))
    turn.leave()
    void waits.then(() => turn.done(this.#closed(received, ending)))
  }

  /** What was written goes out before the end, which names the last tags. */
  #closed(received: ReceivedInteraction, ending: Ending): Ending {
    if (this.aborted) return ending
    this.context?.flushStreams()
    if (!received.flow) return ending
    try {
      received.flow.flush()
      received.tags = received.flow.tags()
      return ending
    } catch (error) {
      return ending.reason === 'ok' ? this.failed(error) : ending // the first error tells why
    }
  }

  protected failed(error: unknown): Ending {
    if (!this.aborted) this.context?.log.error({ err: error }, 'the handler failed')
    return failedEnding(error)
  }
}
