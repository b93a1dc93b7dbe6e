import { checkAgentName, type InteractionMessage, kindOf, ParleyError, toWire, VERSION, type Wire } from '@parley/protocol'
import type { Contract } from '../agent/contract.ts'
import type { Input, Result, Sample, Signature } from '../agent/signature.ts'
import { type ReceivedInteraction, SentInteraction } from '../interaction/interaction.ts'
import type { Call, Client, Handle, Peer, SendOptions } from './call.ts'
import type { Desk } from './desk.ts'
import { SentHandle } from './handle.ts'
import { peerOf, peerOfName } from './peer.ts'

/** How long a core interaction may take when nothing else is said. */
export const DEFAULT_TIMEOUT_MS = 300_000

/** Sends interactions, from outside any agent or as children of the interaction whose handler runs. */
export class Caller implements Client {
  readonly #desk: Desk
  readonly #parent: ReceivedInteraction | null

  constructor(desk: Desk, parent: ReceivedInteraction | null = null) {
    this.#desk = desk
    this.#parent = parent
  }

  peer<D extends Contract>(contract: D, as?: string): Peer<D>
  peer<D extends Contract>(name: D['name'] | (string & {})): Peer<D>
  peer<D extends Contract>(of: D | string, as?: string): Peer<D> {
    const name = checkAgentName(as ?? (typeof of === 'string' ? of : of?.name), 'peer')
    return (typeof of === 'string' ? peerOfName(name, this) : peerOf(of, name, this)) as Peer<D>
  }

  send<A extends Signature>(call: Call<A>, args: Input<A>, opts: SendOptions = {}): Handle<Result<A>, Sample<A>> {
    if (typeof call !== 'function' || !call.target)
      throw new ParleyError('BAD_DEFINITION', `send: got ${kindOf(call)}, expected an action of a peer, as in send(peer.echo, { text })`)
    return this.open([call.target], call.action, args, opts)
  }

  /** Sends one action to one or more targets. */
  open<R, S>(targets: readonly string[], action: string, args: unknown, opts: SendOptions): SentHandle<R, S> {
    checkOptions(opts)
    const wire = toWire(args, 'args')
    const parentMs = this.#parent ? this.#desk.remainingMs(this.#parent) : Number.POSITIVE_INFINITY
    const untilMs = this.#desk.clock.nowMs() + Math.min(opts.timeoutMs ?? DEFAULT_TIMEOUT_MS, parentMs)
    const attempt = (retryOf: string | null) =>
      new SentInteraction(this.#request(action, wire, opts, untilMs, retryOf), targets, this.#parent)
    return new SentHandle<R, S>(this.#desk, attempt, opts)
  }

  #request(action: string, args: Wire, opts: SendOptions, untilMs: number, retryOf: string | null): InteractionMessage {
    const { self, newId, clock } = this.#desk
    const request: InteractionMessage = {
      v: VERSION,
      id: newId(),
      requester: self.name,
      requesterInstance: self.instance,
      action,
      args,
      numSteps: opts.steps ?? -1,
      timeoutMs: Math.max(0, untilMs - clock.nowMs()),
      createdAt: clock.wallMs(),
    }
    if (opts.detached) request.detached = true
    if (opts.priority) request.priority = opts.priority
    if (retryOf !== null) request.retryOf = retryOf
    if (this.#parent) request.ancestors = [...(this.#parent.request.ancestors ?? []), this.#parent.requester]
    return request
  }
}

function checkOptions({ timeoutMs, retry, steps }: SendOptions): void {
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    throw new ParleyError('BAD_REQUEST', `timeoutMs: got ${timeoutMs}, expected a number above 0`)
  if (steps !== undefined && !(Number.isInteger(steps) && steps > 0))
    throw new ParleyError('BAD_REQUEST', `steps: got ${steps}, expected a whole number from 1`)
  if (retry && !(Array.isArray(retry.on) && Number.isInteger(retry.max) && retry.max >= 0))
    throw new ParleyError('BAD_REQUEST', 'retry: expected { on: [reasons or codes], max: a whole number }')
}
