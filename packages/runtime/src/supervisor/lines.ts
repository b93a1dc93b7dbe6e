/** A line without an end is cut here, so that what a process writes never fills the memory of the one that reads it. */
const MAX_LINE = 64 * 1024

/** Cuts a flow of text into lines. What has no line end yet waits for the rest or for `flush`. */
export class Lines {
  readonly #take: (line: string) => void
  #rest = ''

  constructor(take: (line: string) => void) {
    this.#take = take
  }

  push(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/)
    this.#rest = lines.pop()!
    for (const line of lines) this.#take(line)
    for (; this.#rest.length > MAX_LINE; this.#rest = this.#rest.slice(MAX_LINE)) this.#take(this.#rest.slice(0, MAX_LINE))
  }

  flush(): void {
    if (this.#rest) this.#take(this.#rest)
    this.#rest = ''
  }
}
