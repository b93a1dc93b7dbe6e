import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname, extname } from 'node:path'

/** An editor saves in several steps: what comes within this time is one change. */
const SETTLE_MS = 80
const CODE = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json'])

/** Watches files by their folders: an editor that saves by renaming leaves a watched file behind. */
export class Sources {
  readonly #watchers = new Map<string, FSWatcher>()
  #files = new Set<string>()
  #takesAny = false
  #settling: NodeJS.Timeout | undefined
  #hasChanged = false
  #wake: (() => void) | undefined

  /** Watches these from now on. `takesAny`: any code beside them counts too, for nobody knows which file a failed build lacked. */
  follow(files: readonly string[], { takesAny = false } = {}): void {
    this.#files = new Set(files)
    this.#takesAny = takesAny
    const folders = new Set(files.map((file) => dirname(file)))
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watch(folder)
  }

  get size(): number {
    return this.#files.size
  }

  /** Resolves at the next change; at once when there was one since this was last asked. */
  async changed(): Promise<void> {
    if (!this.#hasChanged)
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    this.#hasChanged = false
  }

  close(): void {
    clearTimeout(this.#settling)
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => this.#onEvent(folder, name))
      watcher.on('error', () => {}) // the folder has gone; a new one is watched when the next build names it
      this.#watchers.set(folder, watcher)
    } catch {
      // It has gone since the build: the next change of another file brings it back.
    }
  }

  #onEvent(folder: string, name: string | null): void {
    const counts =
      name === null ||
      (this.#takesAny && CODE.has(extname(name))) ||
      [...this.#files].some((f) => dirname(f) === folder && basename(f) === name)
    if (!counts) return
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => {
      this.#hasChanged = true
      this.#wake?.()
    }, SETTLE_MS)
  }
}
