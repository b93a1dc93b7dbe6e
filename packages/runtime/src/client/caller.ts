import { checkAgentName, FEATURES, type InteractionMessage, kindOf, ParleyError, toWire, VERSION } from '@parley/protocol'
import type { Contract } from '../agent/contract.ts'
import type { Input, Result, Sample, Signature } from '../agent/signature.ts'
import { type Content, checkConsistency, checkSteps, checkTimeout, contentOf } from '../interaction/content.ts'
import { shorterOf } from '../interaction/limits.ts'
import type { ReceivedInteraction } from '../interaction/received.ts'
import { SentInteraction } from '../interaction/sent.ts'
import type { PeerEvent } from '../presence/monitor.ts'
import type { Call, Client, Gathered, GatherOptions, Handle, Peer, SendOptions } from './call.ts'
import type { Desk } from './desk.ts'
import { type Attempt, Gathering } from './gathering.ts'
import { SentHandle } from './handle.ts'
import { withOwnStreams } from './own-references.ts'
import { type Opening, outputsOf, peerOf, peerOfName } from './peer.ts'

/** How long a core interaction may take when nothing else is said. */
const DEFAULT_TIMEOUT_MS = 300_000

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
    return this.open(target, action, args, opts, { waits: false, outputs: outputsOf(sig) })
  }

  gather<A extends Signature>(calls: readonly Call<A>[], args: Input<A>, opts: GatherOptions = {}): Promise<Gathered<Result<A>>> {
    const { need = 'all', ...rest } = opts
    const targets = calls.map((call) => checkCall(call, 'gather').target)
    const action = checkGather(calls, targets, need)
    const quorum = need === 'all' ? targets.length : need === 'first' ? 1 : need
    return this.wait(
      new Gathering<Result<A>>(this.#desk, targets, this.#attempts(action, args, rest, true), quorum, rest, outputsOf(calls[0]!.sig)),
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
  open<R, S>(target: string, action: string, args: unknown, opts: SendOptions, { waits, outputs }: Opening): SentHandle<R, S> {
    const attempt = this.#attempts(action, args, opts, waits)
    return new SentHandle<R, S>(this.#desk, (retryOf) => attempt([target], retryOf), opts, outputs)
  }

  /** What is sent, as often as it takes: the time allowed is for all attempts together. */
  #attempts(action: string, args: unknown, opts: SendOptions, waits: boolean): Attempt {
    const { self, streams } = this.#desk
    const said = contentFrom(args, opts)
    const named = said.streams ?? said.samples
    const own = named === undefined ? null : withOwnStreams(said, streams, self.name)
    const content = own?.content ?? said
    const parentMs = this.#parent ? this.#desk.remainingMs(this.#parent) : Number.POSITIVE_INFINITY
    const allowedMs = Math.min(shorterOf(this.#desk.lifetimeMs, opts.timeoutMs ?? DEFAULT_TIMEOUT_MS), parentMs)
    const { clock } = this.#desk
    const untilMs = opts.retry ? clock.nowMs() + allowedMs : 0 // nobody else asks how late it is
    return (targets, retryOf) => {
      const timeoutMs = Math.max(0, Math.ceil(retryOf === null ? allowedMs : untilMs - clock.nowMs()))
      const request = this.#request(action, content, opts, { timeoutMs, waits, retryOf })
      const sent = new SentInteraction(request, targets, this.#parent)
      if (own?.writes) sent.outgoing = this.#desk.outgoing(request, targets)
      // What is not taken before the end is lost with it: that end is told, and says more.
      if (own?.first) for (const [stream, value] of Object.entries(own.first)) sent.outgoing?.write(stream, value).catch(() => {})
      return sent
    }
  }

  /** The agents that wait, and hold a place, while what is sent now runs. */
  #ancestors(waits: boolean): string[] {
    if (!this.#parent) return []
    const before = this.#parent.request.ancestors ?? []
    return this.#reentrant && waits ? before : [...before, this.#desk.self.name]
  }

  #request(
    action: string,
    content: Content,
    opts: SendOptions,
    { timeoutMs, waits, retryOf }: { timeoutMs: number; waits: boolean; retryOf: string | null },
  ): InteractionMessage {
    const { self, newId, clock } = this.#desk
    const request: InteractionMessage = {
      v: VERSION,
      id: newId(),
      requester: self.name,
      requesterInstance: self.instance,
      action,
      args: content.args,
      numSteps: content.numSteps,
      timeoutMs,
      createdAt: clock.wallMs(),
      reads: FEATURES,
    }
    if (isRare(opts)) Object.assign(request, content)
    if (opts.detached) request.detached = true
    if (opts.priority) request.priority = opts.priority
    if (retryOf !== null) request.retryOf = retryOf
    const ancestors = this.#ancestors(waits)
    if (ancestors.length > 0) request.ancestors = ancestors
    return request
  }
}

function checkCall<A extends Signature>(call: Call<A>, where: string): Call<A> {
  if (typeof call === 'function' && call.target) return call
  throw new ParleyError('BAD_DEFINITION', `${where}: got ${kindOf(call)}, expected an action of a peer, as in ${where}(peer.echo, …)`)
}

/** The action that all of them are. */
function checkGather(calls: readonly { action: string }[], targets: readonly string[], need: unknown): string {
  const actions = new Set(calls.map((call) => call.action))
  if (actions.size !== 1)
    throw new ParleyError('BAD_REQUEST', `gather: got the actions ${[...actions].join(', ') || '(none)'}, expected one and the same`)
  if (new Set(targets).size < targets.length) throw new ParleyError('BAD_REQUEST', 'gather: an agent is named twice')
  const quorum = need === 'all' || need === 'first' || (Number.isInteger(need) && Number(need) > 0 && Number(need) <= targets.length)
  if (!quorum)
    throw new ParleyError(
      'BAD_REQUEST',
      `gather: need is ${String(need)}, expected all, first or a whole number from 1 to ${targets.length}`,
    )
  return calls[0]!.action
}

/** Whether anything is said that is not said with nearly every send. */
const isRare = ({ streams, samples, volatile, callback, fromState, toState }: SendOptions): boolean =>
  (streams ?? samples ?? volatile ?? callback ?? fromState ?? toState) !== undefined

/** What is said of the interaction. */
function contentFrom(args: unknown, opts: SendOptions): Content {
  const { timeoutMs, retry, steps } = opts
  checkTimeout(timeoutMs)
  if (retry && !(Array.isArray(retry.on) && Number.isInteger(retry.max) && retry.max >= 0))
    throw new ParleyError('BAD_REQUEST', 'retry: expected { on: [reasons or codes], max: a whole number }')
  const numSteps = steps === undefined ? -1 : checkSteps(steps, 'steps')
  const content = isRare(opts) ? contentOf({ ...opts, args, numSteps, timeoutMs: undefined }) : { args: toWire(args, 'args'), numSteps }
  checkConsistency(content.args, opts)
  return content
}
