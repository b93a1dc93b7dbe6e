import type { InteractionError } from '@parley/runtime'
import { expect } from 'vitest'

interface End {
  readonly n: number
  /** `ok`, or reason and code. */
  readonly how: string
  readonly tookMs: number
}

/**
 * Counts calls and their ends. A call is counted when it is made, an end when it comes; nothing else is known of them.
 * The numbers of the calls are what a ledger writes down.
 */
export class Tally {
  readonly ends: End[] = []
  #calls = 0

  get calls(): number {
    return this.#calls
  }

  /** Makes a call under the next number, and settles with its end, whatever it is. */
  async call(make: (n: number) => Promise<unknown>): Promise<void> {
    const n = this.#calls++
    const sinceMs = performance.now()
    const how = await make(n).then(
      () => 'ok',
      ({ reason, code, name }: InteractionError) => `${reason ?? name}/${code}`,
    )
    this.ends.push({ n, how, tookMs: performance.now() - sinceMs })
  }

  /** Keeps `width` calls going until `total` have ended. */
  async keep(width: number, total: number, make: (n: number) => Promise<unknown>): Promise<void> {
    let left = total
    const lane = async () => {
      while (left-- > 0) await this.call(make)
    }
    await Promise.all(Array.from({ length: width }, lane))
  }

  /** How many ended in which way. */
  get outcomes(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { how } of this.ends) counts[how] = (counts[how] ?? 0) + 1
    return counts
  }

  /** Every call has ended, in time, in a way that is written in the failure table; and what the ends say is what was done. */
  check(noted: readonly number[], timeoutMs: number): void {
    const graceMs = 1_000
    expect(this.ends.length).toBe(this.#calls)
    expect(new Set(this.ends.map(({ n }) => n)).size).toBe(this.#calls)
    expect(this.ends.filter(({ tookMs }) => tookMs > timeoutMs + graceMs)).toEqual([])
    expect(this.ends.filter(({ how }) => !/^(ok|(rejected|disconnected|timeout|cancelled)\/[A-Z_]+)$/.test(how))).toEqual([])
    const done = new Set(noted)
    expect(this.ends.filter(({ n, how }) => how === 'ok' && !done.has(n))).toEqual([])
    expect(this.ends.filter(({ n, how }) => how.startsWith('rejected') && done.has(n))).toEqual([])
    expect(noted.length - done.size).toBe(0) // nothing was done twice
  }
}
