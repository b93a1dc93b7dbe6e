/** What is to be undone, last first. It runs once; what is added after that is undone at once. */
export class Undo {
  readonly #steps: (() => unknown)[] = []
  #run: Promise<void> | undefined

  add(step: () => unknown): void {
    if (this.#run) this.#run = this.#run.then(async () => void (await step()))
    else this.#steps.push(step)
  }

  /** Every step is taken, whatever another one throws; the first error is thrown at the end. */
  run(): Promise<void> {
    this.#run ??= this.#all()
    return this.#run
  }

  async #all(): Promise<void> {
    const errors: unknown[] = []
    for (const step of this.#steps.reverse()) {
      try {
        await step()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length) throw errors[0]
  }
}
