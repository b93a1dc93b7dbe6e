/** The place of one item in a chain. */
export class Link<T> {
  readonly item: T
  /** Null once it has left. */
  chain: Chain<T> | null
  before: Link<T> | null
  after: Link<T> | null = null

  constructor(item: T, chain: Chain<T>, before: Link<T> | null) {
    this.item = item
    this.chain = chain
    this.before = before
  }

  /** Out of its chain; a second time changes nothing. */
  leave(): void {
    const { chain, before, after } = this
    if (!chain) return
    if (before) before.after = after
    else chain.first = after
    if (after) after.before = before
    else chain.last = before
    this.chain = this.before = this.after = null
  }
}

/**
 * Items in the order in which they came, each of which leaves at once from wherever it is. Not a Set where items pass through by the ten thousand:
 * the store that a Set outgrows keeps all that stood in it, and the next store, alive as long as it lies in the old generation (docs/performance.md).
 */
export class Chain<T> {
  first: Link<T> | null = null
  last: Link<T> | null = null

  get empty(): boolean {
    return this.first === null
  }

  add(item: T): Link<T> {
    const link = new Link(item, this, this.last)
    if (this.last) this.last.after = link
    else this.first = link
    this.last = link
    return link
  }
}
