/** What is written at once, even if the turn is not over. */
const BLOCK = 64 * 1024

/** Lines that come by the thousand: those of one turn of the event loop leave together, for to write costs more than to make one. */
export class Lines {
  readonly #out: NodeJS.WritableStream
  #text = ''
  #isScheduled = false
  #full: Promise<void> | null = null

  constructor(out: NodeJS.WritableStream) {
    this.#out = out
  }

  /** Null when the next line may come; else what to wait for: whoever reads them is behind. */
  add(line: string): Promise<void> | null {
    this.#text += `${line}\n`
    if (this.#text.length >= BLOCK) this.flush()
    else if (!this.#isScheduled) this.#schedule()
    return this.#full
  }

  flush(): void {
    const text = this.#text
    this.#text = ''
    if (text === '' || this.#out.write(text)) return
    this.#full ??= new Promise((empty) => {
      this.#out.once('drain', () => {
        this.#full = null
        empty()
      })
    })
  }

  #schedule(): void {
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.flush()
    })
  }
}
