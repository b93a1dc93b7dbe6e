import { buildUuid, ParleyError, type Wire, wireError } from '@parley/protocol'
import type { Ending } from '../interaction/ending.ts'
import type { WantedStreams } from '../interaction/hints.ts'
import type { Chart } from './chart.ts'
import { type Asked, endedEvent, startedEvent } from './event.ts'
import { endOf, type Situation } from './judge.ts'
import { type KeptPlans, OwnActions, type Plan } from './own-actions.ts'
import type { MindPorts, OwnAction } from './ports.ts'
import type { StateFile } from './state-file.ts'
import { fillIn } from './wildcards.ts'

/** All that a machine needs to go on in another process. */
export interface KeptMachine {
  /** XState's own persisted snapshot. */
  readonly snapshot: unknown
  /** Its delayed events, by the clock on the wall. */
  readonly delays: readonly { readonly id: string; readonly event: { readonly type: string }; readonly dueMs: number }[]
}

/** A machine that runs, with no word of XState: who has no behaviour does not load that. */
export interface Machine {
  readonly situation: Situation
  /** Paths of the states that hold. */
  readonly active: readonly string[]
  start(): void
  /** Returns when the machine has come to rest again. One that has ended or failed hears nothing more. */
  send(event: { readonly type: string }): void
  keep(): KeptMachine
  stop(): void
}

/** What outlives the process. */
export interface Kept {
  readonly machine: KeptMachine
  readonly plans: KeptPlans
  readonly partner: string | null
  /** What the machine has heard the start of and not the end; its arguments, which may be large or no JSON, are not kept. */
  readonly open: readonly Omit<Asked, 'args'>[]
}

interface Parts extends MindPorts {
  readonly chart: Chart
  /** Goes on from what was kept, or begins. */
  readonly makeMachine: (hooks: Hooks, kept: KeptMachine | undefined) => Machine
  /** Absent: nothing is kept. */
  readonly file: StateFile<Kept> | undefined
}

export interface Hooks {
  readonly onEnter: (path: string) => void
  readonly onLeave: (path: string) => void
  readonly onChange: () => void
  readonly onError: (error: unknown) => void
  /** What the machine's own `log` says. */
  readonly onLog: (...said: unknown[]) => void
}

/**
 * The behaviour of one instance: its machine, what it was told of, what it starts by itself, and what is kept of it.
 * Knows no interactions but by what events say of them.
 *
 * M1. The machine hears of every interaction that it was told the start of exactly one end; of one that the process took with it, after the restart.
 * M2. What it was told is kept when the call that told it returns.
 * M3. A machine that has ended or failed is logged once; the process lives, and nothing of it is begun any more.
 */
export class Mind {
  readonly chart: Chart
  /** It may take now what it has not taken before, or be over. */
  onChange: () => void = () => {}
  readonly #parts: Parts
  readonly #machine: Machine
  readonly #own: OwnActions
  readonly #open = new Map<string, Asked>()
  /** What was begun for which plan, by uuid. */
  readonly #plans = new Map<string, Plan>()
  #kept: Kept | undefined
  #partner: string | null = null
  /** Ended, failed or closed. */
  #isOver = false
  #cannotKeep = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.chart = parts.chart
    this.#own = new OwnActions({ chart: parts.chart, clock: parts.clock, begin: (plan) => this.#begin(plan) })
    this.#machine = this.#makeMachine()
  }

  get situation(): Situation {
    return this.#machine.situation
  }

  /** The machine runs from now on. What it starts by itself waits for `goLive`. */
  start(): void {
    this.#partner = this.#kept?.partner ?? null
    this.#machine.start()
    if (this.#kept) for (const path of this.#machine.active) this.#own.comeBack(path, this.#kept.plans)
    const gone = wireError('DISCONNECTED', 'the process that ran it is gone')
    for (const asked of this.#kept?.open ?? [])
      this.#machine.send(endedEvent({ ...asked, args: null }, { reason: 'disconnected', error: gone }))
    this.#kept = undefined
    this.#changed()
  }

  goLive(): void {
    this.#own.goLive()
  }

  /** Whether the machine waits for any end. */
  get isBusy(): boolean {
    return this.#open.size > 0
  }

  /** Whether the machine waits for the end of this one. */
  isOpen(uuid: string): boolean {
    return this.#open.has(uuid)
  }

  /** An interaction was taken, or begun by the agent itself. */
  started(asked: Asked): void {
    this.#open.set(asked.uuid, asked)
    this.#met(asked)
    this.#machine.send(startedEvent(asked))
    this.#changed()
  }

  /** It has ended. What the machine did not hear the start of it does not hear the end of. */
  ended(uuid: string, ending: Ending): void {
    const asked = this.#open.get(uuid)
    if (!asked) return
    this.#open.delete(uuid)
    this.#met(asked)
    this.#machine.send(endedEvent(asked, ending))
    this.#overWith(uuid)
  }

  /** Starts nothing by itself any more: the agent leaves when what it has is done. */
  quiet(): void {
    this.#own.close()
  }

  close(): void {
    this.#isOver = true
    this.#own.close()
    this.#machine.stop()
  }

  #makeMachine(): Machine {
    const { makeMachine, file, log } = this.#parts
    const hooks: Hooks = {
      onEnter: (path) => this.#own.enter(path),
      onLeave: (path) => this.#own.leave(path),
      onChange: () => this.#changed(),
      onError: (err) => this.#changed(err),
      onLog: (...said) => log.info({ said }, 'the machine says'),
    }
    const found = file?.read()
    if (found && 'useless' in found) log.warn({ problem: found.useless }, 'the behaviour begins anew')
    if (found && 'kept' in found)
      try {
        const machine = makeMachine(hooks, found.kept.machine)
        this.#kept = found.kept
        return machine
      } catch (err) {
        log.warn({ err }, 'the state that was kept does not fit the machine: the behaviour begins anew')
      }
    return makeMachine(hooks, undefined)
  }

  #met({ requester }: Asked): void {
    if (requester !== this.#parts.self.name) this.#partner = requester
  }

  #changed(err?: unknown): void {
    if (this.#isOver || this.#kept) return // on its way back it is not itself yet
    const { status } = this.situation
    if (status !== 'error') this.#write() // where it failed is not kept, so that a restart goes on from before
    if (status !== 'active') this.#end(err)
    this.onChange()
  }

  #end(err: unknown): void {
    this.#isOver = true
    this.#own.close()
    const text = `the behaviour ${endOf(this.situation)}: nothing is taken any more`
    if (this.situation.status === 'error') this.#parts.log.error({ err }, text)
    else this.#parts.log.warn({}, text)
  }

  #write(): void {
    const { file, log } = this.#parts
    if (!file || this.#cannotKeep) return
    try {
      file.write({
        machine: this.#machine.keep(),
        plans: this.#own.keep(),
        partner: this.#partner,
        open: [...this.#open.values()].map(({ args: _, ...asked }) => asked),
      })
    } catch (err) {
      this.#cannotKeep = true
      log.error({ err }, 'the state of the behaviour cannot be kept: after a restart it will be that of before')
    }
  }

  #begin(plan: Plan): void {
    const { self, role, newId, begin } = this.#parts
    const { action, args = {}, priority = 0, steps, streams } = plan.start
    const id = newId()
    const asked = { action, args, requester: self.name, uuid: buildUuid(id, self.name) }
    this.#plans.set(asked.uuid, plan)
    try {
      const known = { agent: self.name, world: self.world, partner: this.#partner, role }
      const own: OwnAction = {
        ...{ id, action, priority, args: fillIn(args, known) },
        ...(steps !== undefined && { steps }),
        ...(streams && { streams: fillIn(streams as Wire, known) as WantedStreams }),
      }
      begin(own).catch((error) => this.#cannotBegin(asked, error))
    } catch (error) {
      this.#cannotBegin(asked, error)
    }
  }

  /** The machine hears of an end without a start: it would wait for ever otherwise. */
  #cannotBegin(asked: Asked, err: unknown): void {
    const { code, message } = err instanceof ParleyError ? err : { code: 'HANDLER_FAILED' as const, message: String(err) }
    this.#parts.log.warn({ action: asked.action, err }, 'an action that the behaviour starts cannot begin')
    this.#machine.send(endedEvent(asked, { reason: 'rejected', error: wireError(code, message) }))
    this.#overWith(asked.uuid)
  }

  #overWith(uuid: string): void {
    const plan = this.#plans.get(uuid)
    this.#plans.delete(uuid)
    if (plan) this.#own.ended(plan)
    this.#changed()
  }
}
