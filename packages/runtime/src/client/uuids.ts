import { buildUuid, lengthenId, type ShortId } from '@parley/protocol'

const DIGITS = [...'0123456789abcdefghijklmnopqrstuvwxyz']

/** The uuids of what one instance has asked for. Those that come one after the other differ in the last digit of their count: what stands before it is made once for all 36. */
export class Uuids {
  readonly #requester: string
  readonly #instance: string
  readonly #tail: string
  #rest = -1
  #head = ''

  constructor(requester: string, instance: string) {
    this.#requester = requester
    this.#instance = instance
    this.#tail = `_${requester}`
  }

  of(short: ShortId): string {
    if (typeof short !== 'number') return buildUuid(short, this.#requester)
    const rest = Math.floor(short / DIGITS.length)
    if (rest !== this.#rest) {
      this.#rest = rest
      this.#head = rest === 0 ? `${this.#instance}-` : lengthenId(rest, this.#instance)
    }
    return this.#head + DIGITS[short % DIGITS.length]! + this.#tail
  }
}
