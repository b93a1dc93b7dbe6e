import { checkAgentName, kindOf, ParleyError } from '@parley/protocol'
import type { Contract } from '../agent/contract.ts'
import type { Input, Result, Sample, Signature } from '../agent/signature.ts'
import type { ReceivedInteraction } from '../interaction/received.ts'
import type { PeerEvent } from '../presence/monitor.ts'
import { Attempts } from './attempts.ts'
import type { Call, Client, Gathered, GatherOptions, Handle, Peer, SendOptions } from './call.ts'
import type { Desk } from './desk.ts'
import { Gathering } from './gathering.ts'
import { SentHandle } from './handle.ts'
import { type Opening, outputsOf, peerOf, peerOfName } from './peer.ts'

/** Sends interactions, from outside any agent or as children of the interaction whose handler runs. */
export class Caller implements Client {
  readonly #desk: Desk
  readonly #parent: ReceivedInteraction | null
  readonly #reentrant: boolean

  readonly #wait: Caller | null

  /** A reentrant parent gives up its place while it waits for a call or a gathering, so it is not one of those that a call chain must not come back to. */
  constructor(desk: Desk, parent: ReceivedInteraction | null = null, reentrant = false, wait: Caller | null = null) {
    this.#desk = desk
    this.#wait = wait
    this.#parent = parent
    this.#reentrant = reentrant
  }

  peer<D extends Contract>(contract: D, as?: string): Peer<D>
  peer<D extends Contract>(name: D['name'] | (string & {})): Peer<D>
  peer<D extends Contract>(of: D | string, as?: string): Peer<D> {
    const name = checkAgentName(as ?? (typeof of === 'string' ? of : of?.name), 'peer')
    return (typeof of === 'string' ? peerOfName(name, this) : peerOf(of, name, this)) as Peer<D>
  }

  send<A extends Signature>(call: Call<A>, args: Input<A>, opts: SendOptions = {}): Handle<Result<A>, Sample<A>> {
    const { target, action, sig } = checkCall(call, 'send')
    return this.open([target], action, args, opts, { waits: false, outputs: outputsOf(sig) })
  }

  gather<A extends Signature>(calls: readonly Call<A>[], args: Input<A>, opts: GatherOptions = {}): Promise<Gathered<Result<A>>> {
    const { need = 'all', ...rest } = opts
    const targets = calls.map((call) => checkCall(call, 'gather').target)
    const action = checkGather(calls, targets, need)
    const attempts = this.#attempts(action, args, rest, true, targets)
    const quorum = need === 'all' ? targets.length : need === 'first' ? 1 : need
    return this.wait(
      new Gathering<Result<A>>(this.#desk, targets, (of, retryOf) => attempts.next(retryOf, of), quorum, rest, outputsOf(calls[0]!.sig)),
    )
  }

  monitor(peer: Contract | string): AsyncIterable<PeerEvent> {
    return this.#desk.monitor(checkAgentName(typeof peer === 'string' ? peer : peer?.name, 'peer'))
  }

  get public(): Client {
    return new Caller(this.#desk.publicly(), this.#parent, this.#reentrant, this)
  }

  wait<R>(sent: { readonly result: Promise<R> }): Promise<R> {
    return this.#wait ? this.#wait.wait(sent) : sent.result
  }

  /** For the calls of peers. */
  open<R, S>(targets: readonly string[], action: string, args: unknown, opts: SendOptions, { waits, outputs }: Opening): SentHandle<R, S> {
    return new SentHandle<R, S>(this.#desk, this.#attempts(action, args, opts, waits, targets), opts, outputs)
  }

  #attempts(action: string, args: unknown, opts: SendOptions, waits: boolean, targets: readonly string[]): Attempts {
    return new Attempts(this.#desk, this.#parent, action, args, opts, this.#reentrant && waits, targets)
  }
}

function checkCall<A extends Signature>(call: Call<A>, where: string): Call<A> {
  if (typeof call === 'function' && call.target) return call
  throw new ParleyError('BAD_DEFINITION', `${where}: got ${kindOf(call)}, expected an action of a peer, as in ${where}(peer.echo, …)`)
}

/** The action that all of them are. */
function checkGather(calls: readonly { action: string }[], targets: readonly string[], need: unknown): string {
  const action = calls[0]?.action
  if (action === undefined || calls.some((call) => call.action !== action)) {
    const actions = new Set(calls.map((call) => call.action))
    throw new ParleyError('BAD_REQUEST', `gather: got the actions ${[...actions].join(', ') || '(none)'}, expected one and the same`)
  }
  if (new Set(targets).size < targets.length) throw new ParleyError('BAD_REQUEST', 'gather: an agent is named twice')
  const quorum = need === 'all' || need === 'first' || (Number.isInteger(need) && Number(need) > 0 && Number(need) <= targets.length)
  if (!quorum)
    throw new ParleyError(
      'BAD_REQUEST',
      `gather: need is ${String(need)}, expected all, first or a whole number from 1 to ${targets.length}`,
    )
  return action
}
