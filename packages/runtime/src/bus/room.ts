/** Room for so many bytes at once. Whoever finds too little waits for his turn: nobody who came later goes before him. */
export class Room {
  #free: number
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = []

  /** Nobody asks for more than `bytes`: he would wait for ever. */
  constructor(bytes: number) {
    this.#free = bytes
  }

  enter(bytes: number): Promise<void> {
    return new Promise((enter) => {
      this.#waiting.push({ bytes, enter })
      this.#admit()
    })
  }

  leave(bytes: number): void {
    this.#free += bytes
    this.#admit()
  }

  #admit(): void {
    for (let first = this.#waiting[0]; first && first.bytes <= this.#free; first = this.#waiting[0]) {
      this.#waiting.shift()
      this.#free -= first.bytes
      first.enter()
    }
  }
}
