import { onTestFailed } from 'vitest'

/** Random numbers that can be had again: PARLEY_SEED, or a new seed that is printed when the test fails. */
export class Chance {
  readonly seed: number
  #state: number

  constructor(seed: number = Number(process.env.PARLEY_SEED ?? Math.floor(Math.random() * 2 ** 32))) {
    this.seed = this.#state = seed >>> 0
    onTestFailed(() => console.error(`to run it again: PARLEY_SEED=${this.seed}`))
  }

  /** 0 to 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  one<T>(of: readonly T[]): T {
    return of[this.whole(0, of.length - 1)]!
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.whole(0, 255))
  }
}
