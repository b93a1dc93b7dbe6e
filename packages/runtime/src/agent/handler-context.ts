import type { ParleyError } from '@parley/protocol'
import { Caller } from '../client/caller.ts'
import type { Desk } from '../client/desk.ts'
import type { ReceivedInteraction, Turn } from '../interaction/received.ts'
import type { OwnStreams } from '../stream/own-streams.ts'
import type { StreamProxy } from '../stream/proxy.ts'
import type { Context, Log } from './context.ts'

/** What one handler of one running agent shares with the others. */
export interface Actor {
  readonly state: unknown
  readonly config: unknown
  /** Log lines of one interaction. */
  readonly logOf: (uuid: string) => Log
  readonly streamsFor: (received: ReceivedInteraction) => StreamProxy
}

/** The context of one activation. Its parts that cost something are made when first asked for. */
export class HandlerContext extends Caller implements Context<unknown, unknown> {
  readonly #actor: Actor
  readonly #own: OwnStreams
  readonly #received: ReceivedInteraction
  /** The place that a reentrant handler gives up while it waits; null for one that keeps it. */
  readonly #turn: Turn | null
  #controller: AbortController | null = null
  #aborted: ParleyError | null = null
  #log: Log | null = null
  #streams: StreamProxy | null = null

  constructor(desk: Desk, actor: Actor, received: ReceivedInteraction, turn: Turn | null) {
    super(desk, received, turn !== null)
    this.#turn = turn
    this.#actor = actor
    this.#own = desk.streams
    this.#received = received
  }

  get state(): unknown {
    return this.#actor.state
  }

  get config(): unknown {
    return this.#actor.config
  }

  get uuid(): string {
    return this.#received.uuid
  }

  get requester(): string {
    return this.#received.requester
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#aborted) this.#controller.abort(this.#aborted)
    }
    return this.#controller.signal
  }

  get log(): Log {
    this.#log ??= this.#actor.logOf(this.#received.uuid)
    return this.#log
  }

  get streams(): StreamProxy {
    this.#streams ??= this.#actor.streamsFor(this.#received)
    return this.#streams
  }

  override async wait<R>(sent: { readonly result: Promise<R> }): Promise<R> {
    if (!this.#turn) return sent.result
    this.#turn.leave()
    try {
      return await sent.result
    } finally {
      await this.#turn.comeBack()
    }
  }

  /** For the run only: what was written to whoever subscribes goes out, so that no end overtakes it. */
  flushStreams(): void {
    if (this.#streams) this.#own.flush()
  }

  /** For the run only: fires the signal. */
  abort(error: ParleyError): void {
    this.#aborted = error
    this.#controller?.abort(error)
  }
}
