import { ParleyError } from '@parley/protocol'

/** Values of one member that may wait for the others. */
const WAITING = 1_024

/**
 * Streams that go out together: nothing leaves until every member has a value, then one of each does.
 * A single member is an ensemble of one, and never waits.
 */
export class Ensemble<T> {
  readonly #waiting = new Map<string, T[]>()
  readonly #emit: (values: ReadonlyMap<string, T>) => void

  constructor(members: Iterable<string>, emit: (values: ReadonlyMap<string, T>) => void) {
    for (const member of members) this.#waiting.set(member, [])
    this.#emit = emit
  }

  /** Something waits for the others. */
  get waiting(): boolean {
    for (const values of this.#waiting.values()) if (values.length > 0) return true
    return false
  }

  /** Throws ParleyError BUFFER_FULL that names the members that have nothing. */
  put(member: string, value: T): void {
    const row = this.#waiting.get(member)!
    if (row.length >= WAITING) {
      const silent = [...this.#waiting].filter(([, values]) => values.length === 0).map(([name]) => name)
      throw new ParleyError(
        'BUFFER_FULL',
        `stream ${member}: ${WAITING} samples wait for its group: nothing was written on ${silent.join(', ')}`,
      )
    }
    row.push(value)
    for (const values of this.#waiting.values()) if (values.length === 0) return
    this.#emit(new Map(Array.from(this.#waiting, ([name, values]) => [name, values.shift()!])))
  }
}
