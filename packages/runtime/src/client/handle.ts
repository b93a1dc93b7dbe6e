import { type InteractionStatus, ParleyError, type Wire } from '@parley/protocol'
import type { Ending } from '../interaction/ending.ts'
import { InteractionError } from '../interaction/error.ts'
import type { Observer, SentInteraction, TargetState } from '../interaction/sent.ts'
import type { Slots } from '../stream/declare.ts'
import { Queue } from '../stream/queue.ts'
import { onAbort } from './abort.ts'
import type { Handle, SendOptions, StatusUpdate } from './call.ts'
import { callBack, endedOf } from './callback.ts'
import type { Desk } from './desk.ts'
import { Retries } from './retry.ts'
import { Samples, unheard } from './samples.ts'

/** Status updates that may wait for a loop; above it the oldest go. */
const UPDATES_WAITING = 10_000

/** What can be sent again. */
interface Repeatable {
  next(retryOf: string | null): SentInteraction
}

/**
 * An interaction that was sent, and those that repeat it: a repetition is a new interaction under the same handle.
 *
 * I1. The result settles once, with the ending of the last attempt.
 * I2. Samples that nobody iterates are dropped; those that somebody iterates come in order, or the loop throws.
 */
export class SentHandle<R, S> implements Handle<R, S>, Observer {
  readonly #desk: Desk
  readonly #attempts: Repeatable
  readonly #opts: SendOptions
  /** Of a processor. */
  readonly #outputs: Slots['stdout'] | null
  #sent: SentInteraction
  /** null: none were asked for. */
  readonly #retries: Retries | null
  /** A repetition that is waited for: what takes it back, and the ending that stands then. */
  #pending: { disarm: () => void; ending: Ending } | null = null
  #ending: Ending | null = null
  #resolve: ((result: R) => void) | null = null
  #reject: ((error: InteractionError) => void) | null = null
  #result: Promise<R> | null = null
  #samples: Samples<S> | null = null
  #updates: Queue<StatusUpdate>[] | null = null
  /** Lets go of the signal of the caller, where there is one. */
  #offAbort: (() => void) | null = null

  constructor(desk: Desk, attempts: Repeatable, opts: SendOptions, outputs: Slots['stdout'] | null = null) {
    this.#outputs = outputs
    this.#desk = desk
    this.#attempts = attempts
    this.#opts = opts
    this.#retries = opts.retry ? new Retries(opts.retry, desk.random) : null
    this.#sent = attempts.next(null)
    this.#sent.observer = this
    if (opts.signal) this.#offAbort = onAbort(opts.signal, this.#abandon.bind(this))
    desk.send(this.#sent)
  }

  get uuid(): string {
    return this.#sent.uuid
  }

  get status(): InteractionStatus {
    return this.#sent.status
  }

  get result(): Promise<R> {
    this.#result ??= new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      if (this.#ending) this.#settleWith(this.#ending)
    })
    return this.#result
  }

  statuses(): AsyncIterable<StatusUpdate> {
    const queue = new Queue<StatusUpdate>(UPDATES_WAITING)
    for (const target of this.#sent.targets) queue.push(this.#update(this.#sent, target, this.#desk.clock.wallMs()))
    if (this.#ending) queue.end()
    else this.#updates = [...(this.#updates ?? []), queue]
    return queue
  }

  [Symbol.asyncIterator](): AsyncIterator<S> {
    const queue = this.#read().iterate()
    if (this.#ending) queue.end(this.#ending.reason === 'ok' ? undefined : this.#error(this.#ending))
    return queue[Symbol.asyncIterator]()
  }

  write(stream: string, value: unknown): Promise<unknown> {
    const { outgoing } = this.#sent
    if (outgoing) return outgoing.write(stream, value)
    throw new ParleyError('UNKNOWN_STREAM', `${this.uuid} names no stream of its requester, so nothing can be written for it`)
  }

  pause(): Promise<void> {
    return this.#desk.steer(this.#sent, 'pause')
  }

  resume(): Promise<void> {
    return this.#desk.steer(this.#sent, 'resume')
  }

  async cancel(): Promise<void> {
    if (this.#ending) return
    this.#retries?.stop()
    if (this.#endPending()) return
    const told = this.#desk.steer(this.#sent, 'cancel').catch((error: unknown) => {
      if (!this.#ending) throw error
    })
    await Promise.race([told, this.result.catch(() => {})])
  }

  /** For a caller that has no contract: this handle, made to be awaited as well, like a promise of its result. */
  awaitable(wait: (handle: this) => Promise<R>): this & PromiseLike<R> {
    const then: PromiseLike<R>['then'] = (resolve, reject) => wait(this).then(resolve, reject)
    return Object.defineProperty(this, 'then', { value: then }) as this & PromiseLike<R>
  }

  onTransition(sent: SentInteraction, target: TargetState, atMs: number, step?: number, steps?: number): void {
    if (!this.#updates) return
    const update = this.#update(sent, target, atMs, step, steps)
    for (const queue of this.#updates) queue.push(update)
  }

  onSamples(sent: SentInteraction, target: TargetState, stream: string, firstTag: number, data: readonly Wire[]): void {
    this.#read().arrive(sent, target, stream, firstTag, data)
  }

  renewCredit(sent: SentInteraction, target: TargetState): void {
    if (this.#samples ?? this.#outputs) this.#read().renewCredit(sent, target)
  }

  onEnd(sent: SentInteraction): void {
    const ending = this.#checked(sent.targets[0]!)
    const waitMs = this.#retries?.next(ending) ?? null
    if (waitMs !== null) return this.#retry(sent, ending, waitMs)
    this.#finish(ending)
  }

  #finish(ending: Ending): void {
    this.#ending = ending
    this.#offAbort?.()
    if (this.#updates) for (const queue of this.#updates) queue.end()
    this.#samples?.end(ending.reason === 'ok' ? this.#lost() : this.#error(ending))
    this.#settleWith(ending)
    const { callback } = this.#opts
    if (callback) callBack(callback, endedOf(this.#sent, this.#samples?.lastSet), (error) => this.#desk.onCallbackFailed(this.uuid, error))
  }

  /** The result of a processor is what its last step gave. */
  #checked({ name, ending }: TargetState): Ending {
    if (!this.#outputs || ending!.reason !== 'ok' || ending!.result !== undefined) return ending!
    const lost = this.#lost()
    return lost ? unheard(name, lost.message) : ending!
  }

  /** What was sent before the end and has not arrived. */
  #lost(): ParleyError | undefined {
    const { tags } = this.#sent.targets[0]!
    const lost = tags && this.#read().lost(tags)
    return lost ? new ParleyError('SLOW_CONSUMER', lost) : undefined
  }

  /** Nobody waits for it any more: ends it here at once. */
  #abandon(): void {
    this.#retries?.stop()
    if (!this.#endPending()) this.#desk.discard(this.#sent)
  }

  #endPending(): boolean {
    const pending = this.#pending
    this.#pending = null
    pending?.disarm()
    if (pending) this.#finish(pending.ending)
    return pending !== null
  }

  #retry(failed: SentInteraction, ending: Ending, waitMs: number): void {
    const disarm = this.#desk.clock.after(waitMs, () => {
      this.#pending = null
      this.#samples?.restart()
      this.#sent = this.#attempts.next(failed.request.id)
      this.#sent.observer = this
      this.#desk.send(this.#sent)
    })
    this.#pending = { disarm, ending }
  }

  #read(): Samples<S> {
    this.#samples ??= new Samples<S>({
      action: this.#sent.request.action,
      outputs: this.#outputs,
      credit: (sent, target, stream, upTo) => this.#desk.credit(sent, target, stream, upTo),
      onLeave: () => this.#abandon(),
    })
    return this.#samples
  }

  /** A processor returns nothing: its result is what its last step gave. */
  #settleWith(ending: Ending): void {
    if (ending.reason === 'ok') this.#resolve?.((ending.result === undefined ? this.#samples?.lastSet : ending.result) as R)
    else this.#reject?.(this.#error(ending))
  }

  #error(ending: Ending): InteractionError {
    const target = this.#sent.targets.find((one) => one.ending === ending) ?? this.#sent.targets[0]!
    return new InteractionError(this.#sent.uuid, target.name, ending)
  }

  #update(
    sent: SentInteraction,
    { name, instance, status, ending }: TargetState,
    atMs: number,
    step?: number,
    steps?: number,
  ): StatusUpdate {
    return {
      uuid: sent.uuid,
      target: name,
      status,
      atMs,
      ...(instance !== null && { instance }),
      ...(ending && { reason: ending.reason }),
      ...(ending?.error && { error: ending.error }),
      ...(ending?.result !== undefined && { result: ending.result }),
      ...(ending?.state !== undefined && { state: ending.state }),
      ...(step !== undefined && { step }),
      ...(steps !== undefined && { steps }),
    }
  }
}
