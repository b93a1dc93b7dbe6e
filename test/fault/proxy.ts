import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What the line does to the bytes that go through it, either way. */
export interface Weather {
  /** Each piece comes so much later. */
  delayMs?: number
  /** No more than this goes through in a second. */
  bytesPerS?: number
  /** Nothing goes through, and nobody is told. */
  stalled?: boolean
}

/**
 * A line to a broker that can go wrong: a TCP proxy on 127.0.0.1.
 * P1 What goes through keeps its order. P2 While a piece waits, nothing more is read: the sender feels it.
 */
export class TcpProxy implements AsyncDisposable {
  weather: Weather = {}
  readonly #server: Server
  readonly #target: number
  readonly #lines = new Set<readonly [Socket, Socket]>()
  #refusing = false

  private constructor(server: Server, target: number) {
    this.#server = server
    this.#target = target
    server.on('connection', (near) => this.#open(near))
  }

  static async to(targetPort: number): Promise<TcpProxy> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new TcpProxy(server, targetPort)
  }

  get url(): string {
    return `nats://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get lines(): number {
    return this.#lines.size
  }

  /** Every line breaks, and until `mend` no new one is taken. */
  cut(): void {
    this.#refusing = true
    this.reset()
  }

  mend(): void {
    this.#refusing = false
  }

  /** Every line breaks; new ones are taken. */
  reset(): void {
    for (const [near, far] of this.#lines) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
  }

  /** The broker's half of every line is closed: the client may speak, and hears no more. */
  halfClose(): void {
    for (const [near] of this.#lines) near.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #open(near: Socket): void {
    near.on('error', () => {})
    if (this.#refusing) return void near.resetAndDestroy()
    const far = connect(this.#target, '127.0.0.1')
    far.on('error', () => {})
    const line = [near, far] as const
    this.#lines.add(line)
    for (const [from, to] of [line, [far, near] as const]) {
      void this.#carry(from, to)
      from.once('close', () => {
        this.#lines.delete(line)
        to.destroySoon()
      })
    }
  }

  async #carry(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const piece of from as AsyncIterable<Buffer>) {
        await this.#passes(piece.length)
        if (to.writable && !to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
      if (to.writable) to.end()
    } catch {
      to.destroy()
    }
  }

  /** Settles when a piece of that size may go through. */
  async #passes(bytes: number): Promise<void> {
    const { delayMs = 0, bytesPerS = Number.POSITIVE_INFINITY } = this.weather
    const ms = delayMs + (bytes * 1_000) / bytesPerS
    if (ms > 0) await new Promise((done) => setTimeout(done, ms))
    while (this.weather.stalled) await new Promise((done) => setTimeout(done, 20))
  }
}
