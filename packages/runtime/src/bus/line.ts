import { ANY, checkId, isId } from '@parley/protocol'

/** A subject but for the id in it. */
export class Line {
  /** With `_` in the place of the id. */
  readonly subject: string
  readonly #head: string
  readonly #tail: string
  /** The id that was asked for last: what goes on a stream goes under the same one again and again. */
  #lastId: string
  #last: string

  /** `subject` has `_` where the id goes. No token has a dot in it: the last `_` between two, or at the end, is the id's. */
  constructor(subject: string) {
    this.subject = subject
    const cut = subject.lastIndexOf(`.${ANY}`) + 1
    this.#head = subject.slice(0, cut)
    this.#tail = subject.slice(cut + ANY.length)
    this.#lastId = ANY
    this.#last = subject
  }

  /** Throws BadNameError. */
  withId(id: string): string {
    if (id === this.#lastId) return this.#last
    this.#last = this.#head + (id === ANY ? id : checkId(id, 'id')) + this.#tail
    this.#lastId = id
    return this.#last
  }

  /** The id of a subject that differs in nothing else; null for any other. */
  idIn(subject: string): string | null {
    const end = subject.length - this.#tail.length
    if (!subject.startsWith(this.#head) || !subject.endsWith(this.#tail) || end <= this.#head.length) return null
    const id = subject.slice(this.#head.length, end)
    return id === ANY || isId(id) ? id : null
  }
}
