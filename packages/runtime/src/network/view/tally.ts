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

type News = Pick<StatusUpdate, 'uuid' | 'target' | 'status' | 'instance' | 'reason'>

/**
 * Counts the interactions of a world from what a watcher hears, each target of one by itself. Most are told from beginning to end in one breath: what was heard last
 * is noted only when something else follows, for to note each would cost as much as to hear of it.
 */
export class Tally {
  /** Whose each open one is: its instance takes it along when it goes. */
  readonly #open = new Map<string, string | undefined>()
  #last: News | null = null
  #done = 0
  #failed = 0
  #missed = 0

  get counts(): Counts {
    this.#note()
    return { open: this.#open.size, done: this.#done, failed: this.#failed, missed: this.#missed }
  }

  add(news: News): void {
    const last = this.#last
    const goesOn = last !== null && last.uuid === news.uuid && last.target === news.target
    if (news.status !== 'completed') {
      if (!goesOn) this.#note()
      this.#last = news
      return
    }
    if (goesOn) this.#last = null
    if (this.#open.size > 0) this.#open.delete(keyOf(news)) // what was told in one breath is not there; what was told twice may be
    if (news.reason === 'ok') this.#done++
    else this.#failed++
  }

  miss(updates: number): void {
    this.#missed += updates
  }

  /** An instance has gone without a word about what it held: nobody else will say it. */
  lose(instance: string): void {
    this.#note()
    for (const [key, of] of this.#open) {
      if (of !== instance) continue
      this.#open.delete(key)
      this.#failed++
    }
  }

  #note(): void {
    if (this.#last) this.#open.set(keyOf(this.#last), this.#last.instance)
    this.#last = null
  }
}

const keyOf = ({ uuid, target }: News): string => `${uuid} ${target}`
