import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Of the file's form. */
const VERSION = 1

/** One file that holds what is kept of one behaviour. A reader finds what was written last as a whole, or what was there before; its owner alone may read it. */
export class StateFile<T> {
  readonly #path: string
  readonly #hash: string
  #written = ''

  /** `of` is what the kept state belongs to: a state of something else is none. */
  constructor(path: string, of: unknown) {
    this.#path = path
    this.#hash = createHash('sha256').update(JSON.stringify(of)).digest('hex')
  }

  /** What was kept; `none`: nothing was; else why it is of no use. */
  read(): { readonly kept: T } | { readonly none: true } | { readonly useless: string } {
    try {
      const { v, machine, kept } = JSON.parse(readFileSync(this.#path, 'utf8')) as { v: unknown; machine: unknown; kept: T }
      if (v !== VERSION) return { useless: `${this.#path} is of version ${v}, expected ${VERSION}` }
      return machine === this.#hash ? { kept } : { useless: `${this.#path} is of another machine than this one` }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { none: true }
      return { useless: `${this.#path}: ${(error as Error).message}` }
    }
  }

  /** Written before this returns, so that what is told afterwards is kept. Throws what the file system throws. */
  write(kept: T): void {
    const text = JSON.stringify({ v: VERSION, machine: this.#hash, kept })
    if (text === this.#written) return
    const draft = `${this.#path}.${process.pid}.draft`
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
    writeFileSync(draft, text, { mode: 0o600 })
    renameSync(draft, this.#path)
    this.#written = text
  }
}
