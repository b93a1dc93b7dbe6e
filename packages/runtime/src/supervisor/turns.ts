/** Lets `places` go at once; the others wait, first come first served. Forty processes that start together on two cores are all late. */
export class Turns {
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(places: number) {
    this.#free = places
  }

  /** Calls when there is a place. Gives what leaves the queue, or the place; it may be called twice. */
  enter(go: () => void): () => void {
    let left = false
    const enter = () => go()
    const leave = () => {
      if (left) return
      left = true
      const at = this.#waiting.indexOf(enter)
      if (at >= 0) this.#waiting.splice(at, 1)
      else this.#next()
    }
    if (this.#free > 0) {
      this.#free--
      go()
    } else this.#waiting.push(enter)
    return leave
  }

  #next(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
