import stringWidth from 'string-width'

/** What of a stream the screen uses; a test gives its own. */
export interface TerminalStream {
  readonly columns?: number
  readonly rows?: number
  write(text: string): boolean
}

const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
const CLEAR_BELOW = '\u001b[J'

/**
 * A region of lines at the bottom of a terminal that is drawn over and over; all else scrolls by above it.
 * D1 The cursor rests at the beginning of the line below the region, hidden while the region stands.
 * D2 A write is one string, so that no other process's output comes between an erased region and its new one.
 * D3 A terminal that became narrower has wrapped the lines: as many rows go up as they take now.
 */
export class Screen {
  readonly #out: TerminalStream
  #lines: readonly string[] = []
  #isOpen = true

  constructor(out: TerminalStream) {
    this.#out = out
  }

  get space(): { columns: number; rows: number } {
    // The last column stays free: a terminal that wraps at it would count one row more.
    return { columns: Math.max(1, (this.#out.columns || 80) - 1), rows: this.#out.rows || 24 }
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return
    this.#out.write(`${HIDE_CURSOR}${this.#backToTop()}${text(lines)}`)
    this.#lines = lines
  }

  /** Whole lines that stay, above the region. */
  above(whole: string): void {
    this.#out.write(this.#isOpen ? `${this.#backToTop()}${whole}${text(this.#lines)}` : whole)
  }

  /** Takes the region away until it is drawn again. */
  erase(): void {
    if (this.#lines.length) this.#out.write(`${this.#backToTop()}${SHOW_CURSOR}`)
    this.#lines = []
  }

  /** Takes it away for good. */
  close(): void {
    this.erase()
    this.#isOpen = false
  }

  #backToTop(): string {
    const columns = this.#out.columns || 80
    const rows = this.#lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0)
    return rows ? `\r\u001b[${rows}A${CLEAR_BELOW}` : ''
  }
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
