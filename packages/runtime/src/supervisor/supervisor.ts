import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { ParleyError } from '@parley/protocol'
import { type Clock, systemClock } from '../time/clock.ts'
import type { AgentLine, AgentView, SupervisorEvent } from './event.ts'
import type { Keeper } from './keeper.ts'
import { SeatKeeper, type SeatSpec } from './seat.ts'
import { Turns } from './turns.ts'

export interface SupervisorOptions {
  readonly keeper: Keeper
  /** What a process gets between being asked to leave and SIGKILL: 10 s by default. */
  readonly graceMs?: number
  readonly emit?: (event: SupervisorEvent) => void
  readonly output?: (line: AgentLine) => void
  readonly clock?: Clock
  readonly random?: () => number
}

const GRACE_MS = 10_000
/** How many processes start at once. A start is bound by the processor. */
const STARTING_AT_ONCE = Math.max(4, 2 * availableParallelism())

/**
 * Owns the seats of one network. Knows processes, not agents: what they run is in their specs.
 * V1 `start` resolves when every seat has been ready, or throws once none has a process any more.
 * V2 When one seat gives up, all are stopped: a network is whole or it is down, and it says why.
 * V3 `stop` may be called at any time, any number of times; it resolves once no process is left.
 */
export class Supervisor {
  /** Resolves when all has been stopped in order; rejects with NETWORK_FAILED, and nothing left running, when a seat gave up. */
  readonly ended: Promise<void>
  readonly #options: SupervisorOptions
  readonly #graceMs: number
  readonly #seats: SeatKeeper[] = []
  readonly #notReady = new Set<SeatKeeper>()
  #error: ParleyError | undefined
  #stopping: Promise<void> | undefined
  #resolveEnded!: () => void
  #rejectEnded!: (error: ParleyError) => void
  #whole = () => {}

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#graceMs = options.graceMs ?? GRACE_MS
    this.ended = new Promise((resolve, reject) => {
      this.#resolveEnded = resolve
      this.#rejectEnded = reject
    })
    // Whoever waits for `start` hears of it there; an end that nobody awaits must not take the process down.
    this.ended.catch(() => {})
  }

  get agents(): AgentView[] {
    return this.#seats.map((seat) => seat.view)
  }

  /** Throws NETWORK_FAILED with the last lines of the one that does not stay up, and CLOSED when `stop` came first. */
  async start(specs: readonly SeatSpec[]): Promise<void> {
    const { keeper, clock = systemClock, random = Math.random, output = () => {} } = this.#options
    const turns = new Turns(STARTING_AT_ONCE)
    for (const spec of specs) {
      if (spec.logFile) {
        mkdirSync(dirname(spec.logFile), { recursive: true })
        writeFileSync(spec.logFile, '')
      }
      const seat: SeatKeeper = new SeatKeeper(spec, { keeper, clock, random, turns, output, emit: (event) => this.#on(seat, event) })
      this.#seats.push(seat)
      this.#notReady.add(seat)
    }
    const whole = new Promise<void>((resolve) => {
      this.#whole = resolve
    })
    if (!specs.length) this.#whole()
    for (const seat of this.#seats) seat.start()
    await Promise.race([whole, this.ended])
    if (this.#stopping) throw new ParleyError('CLOSED', 'the network was stopped before it was up')
  }

  /**
   * Sends a signal to the processes of an agent (by its name), of one seat (`name/number`) or of one instance. Gives how many got it.
   * What falls by it is started again by its policy: this is also how an instance that hangs is replaced.
   */
  kill(which: string, signal: NodeJS.Signals = 'SIGKILL'): number {
    const hit = this.#seats.filter(
      ({ view: { name, number, instance, pid } }) => pid && [name, `${name}/${number}`, instance].includes(which),
    )
    for (const seat of hit) seat.kill(signal)
    return hit.length
  }

  /** Drains and ends every process. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll()
    return this.#stopping
  }

  async #stopAll(): Promise<void> {
    for (const seat of this.#seats) seat.stop(this.#graceMs)
    await Promise.all(this.#seats.map((seat) => seat.stopped))
    if (this.#error) this.#rejectEnded(this.#error)
    else this.#resolveEnded()
  }

  #on(seat: SeatKeeper, event: SupervisorEvent): void {
    this.#options.emit?.(event)
    if (event.kind === 'ready') {
      this.#notReady.delete(seat)
      if (!this.#notReady.size) this.#whole()
    }
    if (event.kind === 'failed') {
      this.#error ??= event.error
      void this.stop()
    }
  }
}
