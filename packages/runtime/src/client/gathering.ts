import type { Wire } from '@parley/protocol'
import { type Ending, ended } from '../interaction/ending.ts'
import type { Observer, SentInteraction, TargetState } from '../interaction/sent.ts'
import type { Slots } from '../stream/declare.ts'
import type { Gathered, Outcome, SendOptions } from './call.ts'
import { callBack, outcomeOf } from './callback.ts'
import type { Desk } from './desk.ts'
import { Retries } from './retry.ts'
import { Samples, unheard } from './samples.ts'

/** A new interaction of the same content, with targets of one's choice. */
export type Attempt = (targets: readonly string[], retryOf: string | null) => SentInteraction

/**
 * One interaction with many targets, and a verdict for each.
 *
 * I1. It settles once: when enough targets ended `ok`, when a quorum cannot be reached any more, or when all have ended.
 * I2. Whoever is late is told to stop; its verdict is `discarded`/`LATE`.
 * I3. The result of a processor is what its last step gave.
 */
export class Gathering<R> implements Observer {
  readonly result: Promise<Gathered<R>>
  readonly #desk: Desk
  readonly #attempt: Attempt
  readonly #opts: SendOptions
  readonly #need: number
  /** Of a processor. */
  readonly #outputs: Slots['stdout'] | null
  readonly #all: readonly string[]
  readonly #verdicts = new Map<string, Outcome<R>>()
  readonly #retries = new Map<string, Retries>()
  /** Repetitions that are waited for: what takes them back, and the ending that stands then. */
  readonly #pending = new Map<string, { disarm: () => void; ending: Ending }>()
  readonly #open = new Set<SentInteraction>()
  /** Whose ending was heard already: it is told as a transition, and again with the whole. */
  readonly #heard = new WeakSet<TargetState>()
  readonly #samples = new WeakMap<TargetState, Samples<unknown>>()
  #settle!: (gathered: Gathered<R>) => void
  /** Of what was sent first, to all of them. */
  #uuid = ''
  #settled = false

  constructor(desk: Desk, targets: readonly string[], attempt: Attempt, need: number, opts: SendOptions, outputs: Slots['stdout'] | null) {
    this.#desk = desk
    this.#attempt = attempt
    this.#need = need
    this.#opts = opts
    this.#outputs = outputs
    this.#all = targets
    this.result = new Promise((settle) => {
      this.#settle = settle
    })
    opts.signal?.addEventListener('abort', this.#abandon, { once: true })
    if (opts.signal?.aborted) queueMicrotask(this.#abandon)
    this.#send(targets, null)
  }

  onTransition(sent: SentInteraction, target: TargetState): void {
    const { name } = target
    if (!target.ending || this.#verdicts.has(name) || this.#heard.has(target)) return
    this.#heard.add(target)
    const ending = this.#checked(sent, target, target.ending)
    const waitMs = this.#retriesOf(name).next(ending)
    if (waitMs !== null) return this.#retry(name, ending, waitMs, sent.request.id)
    this.#verdicts.set(name, this.#verdict(target, ending))
    this.#judge()
  }

  /** Nobody reads them, but for the last: their writers are let go on. */
  onSamples(sent: SentInteraction, target: TargetState, stream: string, firstTag: number, data: readonly Wire[]): void {
    this.#read(sent, target).arrive(sent, target, stream, firstTag, data)
  }

  renewCredit(sent: SentInteraction, target: TargetState): void {
    this.#samples.get(target)?.renewCredit(sent, target)
  }

  onEnd(sent: SentInteraction): void {
    this.#open.delete(sent)
    // One that was refused here, at home, ends without a transition.
    for (const target of sent.targets) this.onTransition(sent, target)
  }

  #read(sent: SentInteraction, target: TargetState): Samples<unknown> {
    let samples = this.#samples.get(target)
    if (!samples) {
      const { credit } = this.#desk
      samples = new Samples({ action: sent.request.action, outputs: this.#outputs, credit, onLeave: () => {} })
      this.#samples.set(target, samples)
    }
    return samples
  }

  #checked(sent: SentInteraction, target: TargetState, ending: Ending): Ending {
    const lost = this.#outputs && ending.reason === 'ok' && this.#read(sent, target).lost(target.tags)
    return lost ? unheard(target.name, lost) : ending
  }

  /** I3 */
  #verdict(target: TargetState, ending: Ending): Outcome<R> {
    const lastSet = this.#outputs && this.#samples.get(target)?.lastSet
    return lastSet && ending.reason === 'ok' ? { ok: true, result: lastSet as R } : outcomeOf(ending)
  }

  #send(targets: readonly string[], retryOf: string | null): void {
    const wanted = targets.filter((name) => !this.#verdicts.has(name))
    if (wanted.length === 0) return
    const sent = this.#attempt(wanted, retryOf)
    sent.observer = this
    this.#uuid ||= sent.uuid
    this.#open.add(sent)
    this.#desk.send(sent)
  }

  #retry(name: string, ending: Ending, waitMs: number, retryOf: string): void {
    const disarm = this.#desk.clock.after(waitMs, () => {
      this.#pending.delete(name)
      this.#send([name], retryOf)
    })
    this.#pending.set(name, { disarm, ending })
  }

  #judge(): void {
    if (this.#settled) return
    const ok = [...this.#verdicts.values()].filter((verdict) => verdict.ok).length
    const left = this.#all.length - this.#verdicts.size
    const met = ok >= this.#need
    if (!met && left > 0 && (this.#need === this.#all.length || ok + left >= this.#need)) return
    this.#settled = true
    this.#dismiss()
    const outcomes: Record<string, Outcome<R>> = {}
    for (const name of this.#all) outcomes[name] = this.#verdicts.get(name)!
    const summary = ok === this.#all.length ? 'all-ok' : ok > 0 ? 'partial' : 'none'
    this.#settle({ outcomes, met, summary })
    const { callback } = this.#opts
    if (callback) callBack(callback, { uuid: this.#uuid, outcomes, summary }, (error) => this.#desk.onCallbackFailed(this.#uuid, error))
  }

  /** Who has not ended is late: it gets its verdict first, so that its end changes nothing. */
  #dismiss(): void {
    this.#opts.signal?.removeEventListener('abort', this.#abandon)
    for (const name of this.#all) if (!this.#verdicts.has(name)) this.#verdicts.set(name, outcomeOf(LATE))
    for (const { disarm } of this.#pending.values()) disarm()
    for (const sent of [...this.#open]) this.#desk.discard(sent, LATE)
  }

  readonly #abandon = (): void => {
    for (const name of this.#all) this.#retriesOf(name).stop()
    for (const sent of [...this.#open]) this.#desk.discard(sent)
    for (const [name, { disarm, ending }] of this.#pending) {
      disarm()
      this.#verdicts.set(name, outcomeOf(ending))
    }
    this.#judge()
  }

  #retriesOf(name: string): Retries {
    const retries = this.#retries.get(name) ?? new Retries(this.#opts.retry, this.#desk.random)
    this.#retries.set(name, retries)
    return retries
  }
}

const LATE: Ending = ended('discarded', 'LATE', 'enough others had answered')
