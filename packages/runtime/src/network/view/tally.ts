import type { StatusUpdate } from '../../client/call.ts'

export interface Counts {
  readonly open: number
  /** Ended `ok`. */
  readonly done: number
  /** Ended otherwise. */
  readonly failed: number
  /** Updates that a watcher could not keep up with: the other numbers are too low by as much. */
  readonly missed: number
}

/** Counts the interactions of a world from what a watcher hears, each target of one by itself. */
export class Tally {
  /** Whose each open one is: its instance takes it along when it goes. */
  readonly #open = new Map<string, string | undefined>()
  #done = 0
  #failed = 0
  #missed = 0

  get counts(): Counts {
    return { open: this.#open.size, done: this.#done, failed: this.#failed, missed: this.#missed }
  }

  add({ uuid, target, instance, status, reason }: StatusUpdate): void {
    const key = `${uuid} ${target}`
    if (status !== 'completed') {
      this.#open.set(key, instance)
      return
    }
    this.#open.delete(key)
    if (reason === 'ok') this.#done++
    else this.#failed++
  }

  miss(updates: number): void {
    this.#missed += updates
  }

  /** An instance has gone without a word about what it held: nobody else will say it. */
  lose(instance: string): void {
    for (const [key, of] of this.#open) {
      if (of !== instance) continue
      this.#open.delete(key)
      this.#failed++
    }
  }
}
