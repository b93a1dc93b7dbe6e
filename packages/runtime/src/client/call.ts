import type { CompletionReason, InteractionStatus, WireError } from '@parley/protocol'
import type * as z from 'zod'
import type { Contract, SignatureOf } from '../agent/contract.ts'
import type { Input, Result, Sample, Signature } from '../agent/signature.ts'
import type { WantedStreams } from '../interaction/hints.ts'
import type { PeerEvent } from '../presence/monitor.ts'

/** What may be said with every send. */
export interface SendOptions {
  /** Execution time allowed in all; a nested call never outlives what its parent has left. Default 300 000. */
  timeoutMs?: number
  /** It lives on when the one who asked dies. */
  detached?: boolean
  /** Higher goes first; 0 by default. */
  priority?: number
  /** How many steps an action that yields may do; without it, until it ends by itself. A text is a placeholder that the target replaces: `<eval_steps>`. */
  steps?: number | string
  /** Aborting it cancels the interaction. */
  signal?: AbortSignal
  /** Send again, under a new id, when it ends for one of these reasons or codes; at most `max` times. */
  retry?: { on: readonly string[]; max: number }
  /** Streams for it to read, in order or by where they should go: `agent:name`, `agent::ps:group`, or a name or group of its own or of yours. */
  streams?: WantedStreams
  /** Values in the place of streams: in order, or by the names of your own streams. They make it one step. */
  samples?: readonly unknown[] | Readonly<Record<string, unknown>>
  /** Nobody hears how it ends: it counts as `ok`, without a result, once it is on its way. Not together with `callback`. */
  volatile?: boolean
  /** Called once with what was sent, when all of it has ended. What it throws is logged. */
  callback?: (ended: Ended) => unknown
  /** The behaviour's state in which the target takes it; in another one it is rejected. */
  fromState?: string
  /** The behaviour's state that the target is to come to by it. */
  toState?: string
}

/** What a callback is given: what was sent, after its end. */
export interface Ended {
  /** `{id}_{requester}` of the last attempt; of the first when there were several targets. */
  readonly uuid: string
  /** Whether all, some or none of the targets ended `ok`. */
  readonly summary: 'all-ok' | 'partial' | 'none'
  /** By target. */
  readonly outcomes: Readonly<Record<string, Outcome<unknown>>>
}

/** One thing that happened to an interaction, at one of its targets. */
export interface StatusUpdate {
  readonly uuid: string
  readonly target: string
  /** The target's instance; absent while none has answered. */
  readonly instance?: string
  readonly status: InteractionStatus
  /** By the clock of whoever said it. */
  readonly atMs: number
  readonly reason?: CompletionReason
  readonly error?: WireError
  readonly result?: unknown
  readonly state?: string
  readonly step?: number
  readonly steps?: number
}

/** An interaction that was sent. Not a thenable, so that it survives an `async` return; its samples are iterated, leaving the loop cancels. */
export interface Handle<R, S> extends AsyncIterable<S> {
  /** `{id}_{requester}`; a retry has a new one. */
  readonly uuid: string
  readonly status: InteractionStatus
  /** The result, or InteractionError. */
  readonly result: Promise<R>
  /** Where it stands now, then everything that happens to it, to the end. */
  statuses(): AsyncIterable<StatusUpdate>
  /** Writes a sample on a stream of one's own that it reads. Settles when it is on its way to every target; throws UNKNOWN_STREAM, BAD_SAMPLE, BUFFER_FULL or DISCARDED. */
  write(stream: string, value: unknown): Promise<unknown>
  pause(): Promise<void>
  resume(): Promise<void>
  /** Settles when the target has acknowledged. Throws ParleyError NOT_HELD when nobody has it. */
  cancel(): Promise<void>
}

/** An action of a peer, ready to be called, or to be given to `send` and `gather`. */
export interface Call<A extends Signature> {
  (args: Input<A>, opts?: SendOptions): A extends { yields: z.ZodType } ? Handle<Result<A>, Sample<A>> : Promise<Result<A>>
  readonly sig: A
  readonly target: string
  readonly action: string
}

export type Peer<D extends Contract> = { readonly [K in keyof D['actions']]: Call<SignatureOf<D, K>> }

/** The end of an interaction at one target. */
export type Outcome<R> =
  | { readonly ok: true; readonly result: R }
  | { readonly ok: false; readonly reason: CompletionReason; readonly error: WireError }

export type GatherOptions = SendOptions & {
  /** How many must end `ok`: all (the default), the first, or a quorum. */
  need?: 'all' | 'first' | number
}

/** A verdict for each target, by its name. */
export interface Gathered<R> {
  readonly outcomes: Record<string, Outcome<R>>
  /** Whether as many as needed ended `ok`. */
  readonly met: boolean
  readonly summary: 'all-ok' | 'partial' | 'none'
}

/** What can be done from inside a handler and from outside any agent alike. */
export interface Client {
  /** The agent of a contract, or another one of the same kind by its name. */
  peer<D extends Contract>(contract: D, as?: string): Peer<D>
  /** An agent by name; give its type, or call what its documentation says. */
  peer<D extends Contract>(name: D['name'] | (string & {})): Peer<D>
  /** Sends without waiting: a handle. */
  send<A extends Signature>(call: Call<A>, args: Input<A>, opts?: SendOptions): Handle<Result<A>, Sample<A>>
  /**
   * Sends one action to several agents, and waits for all, the first, or a quorum. Never throws for what a target does: each has its verdict.
   * Whoever is late is told to stop.
   */
  gather<A extends Signature>(calls: readonly Call<A>[], args: Input<A>, opts?: GatherOptions): Promise<Gathered<Result<A>>>
  /** The same in the world that all worlds share: `public`. */
  readonly public: Client
  /** Tells when instances of a peer come and go, until the loop is left. */
  monitor(peer: Contract | string): AsyncIterable<PeerEvent>
}
