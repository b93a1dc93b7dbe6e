/** Counts of which is known whether they are marked, and how many share a word. */
const SPAN = 2 ** 15
const WORD = 32
const WORDS = SPAN / WORD

/** Which of the last counts are marked: a bit each, in a ring. What is older than the ring is long is forgotten. */
export class Marks {
  /** What one takes. */
  static readonly BYTES = SPAN / 8
  readonly #words = new Uint32Array(WORDS)
  /** No count of this word, or of a later one, is marked. No bit arithmetic: a count may have more bits than that knows. */
  #end = 0

  mark(count: number): void {
    const word = Math.floor(count / WORD)
    if (word < this.#end - WORDS) return
    for (let old = Math.max(this.#end, word - WORDS + 1); old <= word; old++) this.#words[old % WORDS] = 0
    this.#end = Math.max(this.#end, word + 1)
    this.#words[word % WORDS]! |= bitOf(count)
  }

  has(count: number): boolean {
    const word = Math.floor(count / WORD)
    return word < this.#end && word >= this.#end - WORDS && (this.#words[word % WORDS]! & bitOf(count)) !== 0
  }
}

const bitOf = (count: number): number => 1 << (count % WORD)
