import type { Wire } from '@parley/protocol'
import type { Buffer } from './buffer.ts'

/** Rows of which some members have not come; more are the traces of messages that were lost. */
const PENDING = 1_024

interface Row {
  readonly tag: number
  readonly values: Map<Buffer, Wire>
}

/**
 * Streams of one group that one interaction reads: what went out together is read together.
 * A row goes to the buffers whole, so that whatever they drop they drop in step.
 */
export class Rows {
  readonly #members: Buffer[] = []
  /** By instance and tag. */
  readonly #rows = new Map<string, Row>()

  join(member: Buffer): void {
    this.#members.push(member)
  }

  push(member: Buffer, firstTag: number, data: readonly Wire[], instance = ''): void {
    for (const [i, value] of data.entries()) this.#put(member, firstTag + i, value, instance)
  }

  #put(member: Buffer, tag: number, value: Wire, instance: string): void {
    const key = `${instance}:${tag}`
    const row = this.#rows.get(key) ?? { tag, values: new Map<Buffer, Wire>() }
    row.values.set(member, value)
    if (row.values.size < this.#members.length) {
      this.#rows.set(key, row)
      if (this.#rows.size > PENDING) this.#forgetOne(key, row)
      return
    }
    this.#rows.delete(key)
    for (const [buffer, one] of row.values) buffer.push(tag, [one], instance)
  }

  /** The oldest: the one that came first, or this one, whose others were forgotten before. */
  #forgetOne(key: string, { tag }: Row): void {
    const [firstKey, first] = this.#rows.entries().next().value!
    this.#rows.delete(tag < first.tag ? key : firstKey)
  }
}
