import type { Clock } from '../time/clock.ts'
import type { Chart } from './chart.ts'
import type { Start } from './meta.ts'

/** One action of one state, for one entry into it. */
export interface Plan {
  readonly key: string
  readonly start: Start
  /** By the clock on the wall; null: it has begun. */
  dueMs: number | null
  cancel: () => void
}

/** When each is due, by `{state}#{place in its list}`; null: it has begun. */
export type KeptPlans = Readonly<Record<string, number | null>>

interface Parts {
  readonly chart: Chart
  readonly clock: Clock
  readonly begin: (plan: Plan) => void
}

/**
 * The actions that a state starts: when each is due, and that it is not begun when the state is left before.
 *
 * I1. Once per entry; with `everyMs` again after each end, as long as the state holds without a break.
 * I2. Nothing begins within a call from outside, and nothing before `goLive`: of what is due at once the highest priority begins first.
 */
export class OwnActions {
  readonly #parts: Parts
  readonly #plans = new Map<string, Plan>()
  readonly #due = new Map<string, Plan>()
  #live = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  enter(path: string): void {
    for (const [key, start] of this.#startsOf(path)) this.#plan(key, start, start.afterMs ?? 0)
  }

  leave(path: string): void {
    for (const [key] of this.#startsOf(path)) this.#drop(key)
  }

  /** A state that held already when it was kept. */
  comeBack(path: string, kept: KeptPlans): void {
    const { clock } = this.#parts
    for (const [key, start] of this.#startsOf(path)) {
      const dueMs = kept[key]
      if (dueMs !== null) this.#plan(key, start, Math.max(0, (dueMs ?? 0) - clock.wallMs()))
      else if (start.everyMs !== undefined) this.#plan(key, start, start.everyMs)
      else this.#plans.set(key, { key, start, dueMs: null, cancel: () => {} })
    }
  }

  /** What was begun for this plan has ended. The state may have been left, and entered anew, meanwhile. */
  ended(plan: Plan): void {
    const { key, start } = plan
    if (this.#plans.get(key) === plan && start.everyMs !== undefined) this.#plan(key, start, start.everyMs)
  }

  goLive(): void {
    this.#live = true
    this.#beginSoon()
  }

  keep(): KeptPlans {
    return Object.fromEntries([...this.#plans].map(([key, { dueMs }]) => [key, dueMs]))
  }

  /** Nothing begins any more. */
  close(): void {
    this.#live = false
    for (const key of [...this.#plans.keys()]) this.#drop(key)
  }

  #startsOf(path: string): [string, Start][] {
    const starts = this.#parts.chart.byPath.get(path)?.starts ?? []
    return starts.map((start, i) => [`${path}#${i}`, start])
  }

  #plan(key: string, start: Start, inMs: number): void {
    this.#drop(key)
    const { clock } = this.#parts
    const plan: Plan = { key, start, dueMs: clock.wallMs() + inMs, cancel: () => {} }
    this.#plans.set(key, plan)
    const fallDue = () => {
      this.#due.set(key, plan)
      this.#beginSoon()
    }
    if (inMs > 0) plan.cancel = clock.after(inMs, fallDue)
    else fallDue()
  }

  #drop(key: string): void {
    this.#plans.get(key)?.cancel()
    this.#plans.delete(key)
    this.#due.delete(key)
  }

  #beginSoon(): void {
    if (this.#live && this.#due.size > 0) queueMicrotask(() => this.#beginDue())
  }

  /** What begins may leave the state: what is due is looked up anew each time. */
  #beginDue(): void {
    while (this.#live && this.#due.size > 0) {
      const [[key, plan]] = [...this.#due].sort(([, a], [, b]) => priorityOf(b) - priorityOf(a)) as [[string, Plan]]
      this.#due.delete(key)
      plan.dueMs = null
      this.#parts.begin(plan)
    }
  }
}

const priorityOf = ({ start }: Plan): number => start.priority ?? 0
