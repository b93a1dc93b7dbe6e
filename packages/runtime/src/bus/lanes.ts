/** What is done when its turn comes. A promise keeps the lane until it settles. */
export type Job = () => Promise<void> | void

/**
 * Order where some of what passes takes time. A lane is what must stay in order; lanes do not wait for each other.
 *
 * L1. In a lane a job begins when all that came before it is over, in the order in which they came.
 * L2. A lane exists only while something in it is under way: `size` is 0 in ordinary times, and whoever asks that first pays nothing else.
 * L3. A job that fails is over like any other; it has told whom it concerns.
 */
export class Lanes {
  readonly #lanes = new Map<string, Job[]>()
  readonly #onFailure: (error: unknown) => void
  #idle: (() => void)[] = []

  /** `onFailure` hears what a job throws against L3. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure
  }

  /** Lanes in which something is under way. */
  get size(): number {
    return this.#lanes.size
  }

  has(lane: string): boolean {
    return this.#lanes.has(lane)
  }

  /** Begins at once when nothing is under way in this lane. */
  run(lane: string, job: Job): void {
    const jobs = this.#lanes.get(lane)
    if (jobs) return void jobs.push(job)
    const own = [job]
    this.#lanes.set(lane, own)
    void this.#drain(lane, own)
  }

  /** Settles when nothing is under way. */
  idle(): Promise<void> {
    if (this.#lanes.size === 0) return Promise.resolve()
    return new Promise((settle) => this.#idle.push(settle))
  }

  async #drain(lane: string, jobs: Job[]): Promise<void> {
    for (let next = 0; next < jobs.length; next++) {
      try {
        const pending = jobs[next]!()
        jobs[next] = DONE
        if (pending) await pending
      } catch (error) {
        this.#onFailure(error)
      }
    }
    this.#lanes.delete(lane)
    if (this.#lanes.size > 0) return
    const idle = this.#idle
    this.#idle = []
    for (const settle of idle) settle()
  }
}

/** In the place of a job that is over, so that what it held can go. */
const DONE: Job = () => {}
