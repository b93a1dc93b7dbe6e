import { appendFileSync } from 'node:fs'
import { ParleyError } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import { type Child, type ChildExit, type ChildSpec, startChild } from './child.ts'
import type { AgentLine, AgentView, SeatState, SupervisorEvent } from './event.ts'
import type { Keeper } from './keeper.ts'
import { judgeExit, type RestartPolicy, type RestartVerdict, withinWindow } from './restart.ts'
import type { Turns } from './turns.ts'

/** One instance to keep up. */
export interface SeatSpec extends ChildSpec {
  readonly agent: string
  readonly number: number
  readonly restart: RestartPolicy
  /** Where its lines are kept too. */
  readonly logFile?: string
}

/** What a seat needs from the outside. */
export interface SeatSurroundings {
  readonly keeper: Keeper
  readonly clock: Clock
  readonly random: () => number
  readonly turns: Turns
  readonly emit: (event: SupervisorEvent) => void
  readonly output: (line: AgentLine) => void
}

const LAST_LINES = 20
/** What starting again cannot mend. */
const FINAL: ReadonlySet<string> = new Set(['BAD_CONFIG', 'BAD_DEFINITION', 'BAD_NAME', 'BAD_NETWORK', 'FORBIDDEN'])

/**
 * Owns the process that fills one seat, its restarts and its last lines; decides nothing about other seats.
 * S1 At most one process at a time.
 * S2 After `stop` nothing is started, and `stopped` resolves once no process is left.
 * S3 It gives up at most once; then no process is left either.
 */
export class SeatKeeper {
  readonly spec: SeatSpec
  readonly stopped: Promise<void>
  readonly #around: SeatSurroundings
  readonly #lastLines: string[] = []
  #resolveStopped!: () => void
  #state: SeatState = 'waiting'
  #child: Child | undefined
  #instance: string | undefined
  #wasEverReady = false
  #restarts = 0
  #restartsAtMs: number[] = []
  /** Takes back what is waited for: a turn, or the pause before a restart. */
  #cancelWait = () => {}

  constructor(spec: SeatSpec, around: SeatSurroundings) {
    this.spec = spec
    this.#around = around
    this.stopped = new Promise((resolve) => {
      this.#resolveStopped = resolve
    })
  }

  get view(): AgentView {
    const { agent: name, number } = this.spec
    return { name, number, instance: this.#instance, pid: this.#child?.pid, state: this.#state, restarts: this.#restarts }
  }

  start(): void {
    this.#state = this.#restarts ? 'restarting' : 'waiting'
    this.#cancelWait = this.#around.turns.enter(() => this.#spawn())
  }

  kill(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  stop(graceMs: number): void {
    if (this.#state === 'stopping' || this.#state === 'stopped' || this.#state === 'failed') return
    this.#cancelWait()
    this.#state = 'stopping'
    if (this.#child) this.#child.stop(graceMs)
    else this.#rest()
  }

  #spawn(): void {
    const { clock, emit } = this.#around
    const startedMs = clock.nowMs()
    this.#state = 'starting'
    this.#instance = undefined
    const child = startChild(
      this.spec,
      {
        line: (stream, text) => this.#keepLine(stream, text),
        ready: (instance) => {
          this.#cancelWait()
          this.#instance = instance
          this.#wasEverReady = true
          if (this.#state === 'starting') this.#state = 'ready'
          emit({ kind: 'ready', ...this.#where, pid: child.pid, instance, tookMs: Math.round(clock.nowMs() - startedMs) })
        },
        exit: (exit) => this.#onExit(exit),
      },
      this.#around,
    )
    this.#child = child
    emit({ kind: 'starting', ...this.#where, pid: child.pid })
  }

  #onExit(exit: ChildExit): void {
    const { wasReady, ...how } = exit
    const stopping = this.#state === 'stopping'
    this.#cancelWait()
    this.#around.emit({ kind: 'exited', ...this.#where, pid: this.#child?.pid, instance: this.#instance, ...how })
    this.#child = undefined
    this.#instance = undefined
    const verdict = stopping ? ({ kind: 'rest' } as const) : this.#judge(exit)
    if (verdict.kind === 'rest') this.#rest()
    else if (verdict.kind === 'give-up') this.#giveUp(exit, verdict.restarts)
    else this.#startLater(verdict)
  }

  #judge(exit: ChildExit): RestartVerdict {
    const { clock, random } = this.#around
    if (exit.failure && FINAL.has(exit.failure.code)) return { kind: 'give-up', restarts: 0 }
    const failed = exit.code !== 0 || !exit.wasReady
    const verdict = judgeExit(this.spec.restart, { failed }, this.#restartsAtMs, { ms: clock.nowMs(), random: random() })
    // Not to be started again is in order for an agent that has worked, not for one that never came up.
    return verdict.kind === 'rest' && !this.#wasEverReady ? { kind: 'give-up', restarts: 0 } : verdict
  }

  #startLater({ inMs, attempt }: { inMs: number; attempt: number }): void {
    const { clock, emit } = this.#around
    this.#state = 'restarting'
    emit({ kind: 'restarting', ...this.#where, inMs, attempt })
    this.#cancelWait = clock.after(inMs, () => {
      this.#restarts++
      this.#restartsAtMs = [...withinWindow(this.spec.restart, this.#restartsAtMs, clock.nowMs()), clock.nowMs()]
      this.start()
    })
  }

  #rest(): void {
    this.#state = 'stopped'
    this.#around.emit({ kind: 'stopped', ...this.#where })
    this.#resolveStopped()
  }

  #giveUp({ failure, signal, code }: ChildExit, restarts: number): void {
    this.#state = 'failed'
    const when = restarts ? ` after ${restarts} restarts within ${this.spec.restart.windowS} s` : ''
    const how = failure ? `${failure.code}: ${failure.message}` : signal ? `ended by ${signal}` : `ended with code ${code}`
    const lines = this.#lastLines.length ? `\nIts last lines:\n${this.#lastLines.map((line) => `  ${line}`).join('\n')}` : ''
    const error = new ParleyError('NETWORK_FAILED', `${this.spec.agent}/${this.spec.number} does not stay up${when}: ${how}${lines}`)
    this.#resolveStopped()
    this.#around.emit({ kind: 'failed', ...this.#where, error })
  }

  #keepLine(stream: AgentLine['stream'], text: string): void {
    this.#lastLines.push(text)
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift()
    if (this.spec.logFile) appendFileSync(this.spec.logFile, `${text}\n`)
    this.#around.output({ ...this.#where, instance: this.#instance, stream, text })
  }

  get #where() {
    return { agent: this.spec.agent, number: this.spec.number }
  }
}
