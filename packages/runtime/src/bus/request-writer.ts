import { type Counts, encodeWire, PackWriter, type RequestRow, type Wire } from '@parley/protocol'
import { atTurnsEnd } from '../time/turns-end.ts'

/** Requests, and how they travel together. */
export interface Encoded {
  readonly rows: readonly RequestRow[]
  readonly packed: boolean
  readonly message: object
  readonly data: Uint8Array
}

/** Requests to bytes: one, or a pack of them. What goes to many targets in one turn is encoded once: a request is never changed once it is sent. */
export class RequestWriter {
  readonly #packs = new PackWriter()
  readonly #heard: () => Counts
  /** What was encoded last, until the turn's end. */
  #last: Encoded | null = null
  readonly #forgetLast = () => {
    this.#last = null
  }

  /** `heard`: of which of its requests this instance has heard the end. */
  constructor(heard: () => Counts) {
    this.#heard = heard
  }

  write(rows: readonly RequestRow[], packed: boolean): Encoded {
    const last = this.#last
    if (last?.packed === packed && last.rows.length === rows.length && rows.every(({ message }, i) => message === last.rows[i]!.message))
      return last
    if (!last) atTurnsEnd(this.#forgetLast)
    const { message } = rows[0]!
    const whole = packed ? this.#packs.requests(rows, this.#heard()) : { message, data: encodeWire(message as Wire) }
    this.#last = { rows, packed, message: whole.message, data: whole.data }
    return this.#last
  }
}
