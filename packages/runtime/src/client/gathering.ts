import type { Wire } from '@parley/protocol'
import { type Ending, ended } from '../interaction/ending.ts'
import type { Observer, SentInteraction, TargetState } from '../interaction/sent.ts'
import type { Slots } from '../stream/declare.ts'
import { onAbort } from './abort.ts'
import type { Gathered, Outcome, SendOptions } from './call.ts'
import { callBack, outcomeOf } from './callback.ts'
import type { Desk } from './desk.ts'
import { Retries } from './retry.ts'
import { Samples, unheard } from './samples.ts'

/** A new interaction of the same content, with targets of one's choice. */
export type Attempt = (targets: readonly string[], retryOf: string | null) => SentInteraction

/** What one of the targets has come to, over all attempts. */
class Member<R> {
  readonly name: string
  verdict: Outcome<R> | null = null
  /** null: none were asked for. */
  retries: Retries | null = null
  /** A repetition that is waited for: what takes it back, and the ending that stands then. */
  pending: { disarm: () => void; ending: Ending } | null = null
  /** Of the attempt that runs. */
  samples: Samples<unknown> | null = null

  constructor(name: string) {
    this.name = name
  }
}

/**
 * One interaction with many targets, and a verdict for each.
 *
 * I1. It settles once: when enough targets ended `ok`, when a quorum cannot be reached any more, or when all have ended.
 * I2. Whoever is late is told to stop; its verdict is `discarded`/`LATE`.
 * I3. The result of a processor is what its last step gave.
 * I4. The mark of a target is its member until its ending is heard, which is told as a transition and again with the whole.
 */
export class Gathering<R> implements Observer {
  readonly result: Promise<Gathered<R>>
  readonly #desk: Desk
  readonly #attempt: Attempt
  readonly #opts: SendOptions
  readonly #need: number
  /** Of a processor. */
  readonly #outputs: Slots['stdout'] | null
  readonly #members: readonly Member<R>[]
  /** The first went to all; the others repeat it at one target each. */
  readonly #sent: SentInteraction[] = []
  #settle!: (gathered: Gathered<R>) => void
  /** Targets that ended `ok`, and those without a verdict. */
  #ok = 0
  #left: number
  #settled = false
  /** Lets go of the signal of the caller, where there is one. */
  #offAbort: (() => void) | null = null

  constructor(desk: Desk, targets: readonly string[], attempt: Attempt, need: number, opts: SendOptions, outputs: Slots['stdout'] | null) {
    this.#desk = desk
    this.#attempt = attempt
    this.#need = need
    this.#opts = opts
    this.#outputs = outputs
    this.#left = targets.length
    this.#members = targets.map((name) => new Member<R>(name))
    if (opts.retry) for (const member of this.#members) member.retries = new Retries(opts.retry, desk.random)
    this.result = new Promise((settle) => {
      this.#settle = settle
    })
    if (opts.signal) this.#offAbort = onAbort(opts.signal, this.#abandon.bind(this))
    this.#send(this.#members, targets, null)
  }

  onTransition(sent: SentInteraction, target: TargetState): void {
    const member = target.mark as Member<R> | null
    if (!target.ending || !member || member.verdict) return
    target.mark = null // I4
    const ending = this.#checked(sent, target, member, target.ending)
    const waitMs = member.retries?.next(ending) ?? null
    if (waitMs !== null) return this.#retry(member, ending, waitMs, sent.request.id)
    this.#decide(member, this.#verdict(member, ending))
    this.#judge()
  }

  /** Nobody reads them, but for the last: their writers are let go on. */
  onSamples(sent: SentInteraction, target: TargetState, stream: string, firstTag: number, data: readonly Wire[]): void {
    const member = target.mark as Member<R> | null
    if (member) this.#read(sent, member).arrive(sent, target, stream, firstTag, data)
  }

  renewCredit(sent: SentInteraction, target: TargetState): void {
    ;(target.mark as Member<R> | null)?.samples?.renewCredit(sent, target)
  }

  onEnd(sent: SentInteraction): void {
    // One that was refused here, at home, ends without a transition.
    for (const target of sent.targets) this.onTransition(sent, target)
  }

  #read(sent: SentInteraction, member: Member<R>): Samples<unknown> {
    const { credit } = this.#desk
    member.samples ??= new Samples({ action: sent.request.action, outputs: this.#outputs, credit, onLeave: () => {} })
    return member.samples
  }

  #checked(sent: SentInteraction, target: TargetState, member: Member<R>, ending: Ending): Ending {
    const lost = this.#outputs && ending.reason === 'ok' && this.#read(sent, member).lost(target.tags)
    return lost ? unheard(target.name, lost) : ending
  }

  /** I3 */
  #verdict({ samples }: Member<R>, ending: Ending): Outcome<R> {
    const lastSet = this.#outputs && samples?.lastSet
    return lastSet && ending.reason === 'ok' ? { ok: true, result: lastSet as R } : outcomeOf(ending)
  }

  /** The first one stands. */
  #decide(member: Member<R>, verdict: Outcome<R>): void {
    if (member.verdict) return
    member.verdict = verdict
    this.#left--
    if (verdict.ok) this.#ok++
  }

  #send(members: readonly Member<R>[], targets: readonly string[], retryOf: string | null): void {
    const sent = this.#attempt(targets, retryOf)
    sent.observer = this
    sent.targets.forEach((target, i) => {
      target.mark = members[i]
    })
    this.#sent.push(sent)
    this.#desk.send(sent)
  }

  #retry(member: Member<R>, ending: Ending, waitMs: number, retryOf: string): void {
    const disarm = this.#desk.clock.after(waitMs, () => {
      member.pending = null
      member.samples = null
      if (!member.verdict) this.#send([member], [member.name], retryOf)
    })
    member.pending = { disarm, ending }
  }

  #judge(): void {
    if (this.#settled) return
    const total = this.#members.length
    const met = this.#ok >= this.#need
    if (!met && this.#left > 0 && (this.#need === total || this.#ok + this.#left >= this.#need)) return
    this.#settled = true
    this.#dismiss()
    const outcomes: Record<string, Outcome<R>> = {}
    for (const { name, verdict } of this.#members) outcomes[name] = verdict!
    const summary = this.#ok === total ? 'all-ok' : this.#ok > 0 ? 'partial' : 'none'
    this.#settle({ outcomes, met, summary })
    const { callback } = this.#opts
    if (!callback) return
    const { uuid } = this.#sent[0]!
    callBack(callback, { uuid, outcomes, summary }, (error) => this.#desk.onCallbackFailed(uuid, error))
  }

  /** Who has not ended is late: it gets its verdict first, so that its end changes nothing. */
  #dismiss(): void {
    this.#offAbort?.()
    for (const member of this.#members) {
      member.pending?.disarm()
      if (!member.verdict) this.#decide(member, outcomeOf(LATE))
    }
    this.#discard(LATE)
  }

  #discard(ending?: Ending): void {
    for (const sent of this.#sent) if (!sent.completed) this.#desk.discard(sent, ending)
  }

  #abandon(): void {
    for (const { retries } of this.#members) retries?.stop()
    this.#discard()
    for (const member of this.#members) {
      if (!member.pending) continue
      member.pending.disarm()
      this.#decide(member, outcomeOf(member.pending.ending))
    }
    this.#judge()
  }
}

const LATE: Ending = ended('discarded', 'LATE', 'enough others had answered')
