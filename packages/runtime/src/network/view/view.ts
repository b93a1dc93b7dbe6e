import { withoutPassword } from '../../broker/probe.ts'
import type { AgentView } from '../../supervisor/event.ts'
import type { NetworkEvent } from '../event.ts'
import type { Network } from '../network.ts'
import { colorsFor } from './colors.ts'
import type { Face } from './face.ts'
import { LiveFace } from './live.ts'
import { seat, type ViewModel } from './model.ts'
import { ObjectFace } from './objects.ts'
import { PlainFace } from './plain.ts'
import { advance, type Progress } from './progress.ts'
import { Tally } from './tally.ts'

export interface ViewOptions {
  /** The first words of the view. */
  readonly title?: string
  /** Where it is shown: standard output by default. Live when it is a terminal, plain lines when it is not. */
  readonly out?: NodeJS.WriteStream
  /** One object a line instead. */
  readonly json?: boolean
}

/** What of a network is shown. */
export type ShownNetwork = Pick<Network, 'url' | 'world' | 'agents' | 'events' | 'client'>

/** Shows a network while it starts, works and stops. */
export class NetworkView implements AsyncDisposable {
  readonly #options: ViewOptions
  readonly #out: NodeJS.WriteStream
  readonly #face: Face
  readonly #tally = new Tally()
  readonly #progress = new Map<string, Progress>()
  readonly #sinceMs = performance.now()
  #agents: readonly AgentView[] = []
  #net: ShownNetwork | undefined
  #updates: AsyncIterator<unknown> | undefined
  #unsubscribe = () => {}
  #isOpen = true

  constructor(options: ViewOptions = {}) {
    const out = options.out ?? process.stdout
    this.#options = options
    this.#out = out
    const write = (text: string) => void out.write(`${text}\n`)
    if (options.json) this.#face = new ObjectFace((value) => write(JSON.stringify(value)))
    else if (out.isTTY) this.#face = new LiveFace(out, () => this.#model(), colorsFor(out))
    else this.#face = new PlainFace(write)
  }

  /** For `launch({ onEvent })`: what happens before the network is up. */
  readonly onEvent = (event: NetworkEvent): void => {
    if (!this.#isOpen) return
    this.#agents = seat(this.#agents, event)
    if (event.kind === 'exited' && event.instance) this.#tally.lose(event.instance)
    this.#face.event(event, this.#wasAsked(event))
    this.#face.changed()
  }

  /** The network is up: counts its interactions from now on. `isFollowed`: its events come by {@link onEvent} already. */
  attach(net: ShownNetwork, { isFollowed = false } = {}): this {
    this.#net = net
    if (!isFollowed) this.#unsubscribe = net.events.subscribe(this.onEvent)
    this.#face.up(net)
    void this.#count(net)
    return this
  }

  /** How far something is; called as often as one likes. */
  progress(label: string, done: number, total: number): void {
    if (!this.#isOpen) return
    const nowMs = performance.now()
    const progress = advance(this.#progress.get(label), label, done, total, nowMs)
    this.#progress.set(label, progress)
    this.#face.progress(progress, nowMs)
  }

  /** A line that stays. */
  line(text: string): void {
    this.#face.line(text)
  }

  /** Ends the view with a last word, and resolves when that is out. May be called twice. */
  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#unsubscribe()
    this.#face.close(this.#model())
    void this.#updates?.return?.()
    await new Promise((resolve) => this.#out.write('', resolve))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Whether a process that has ended was told to. While the network starts nobody can be asked; an end in order was wanted then. */
  #wasAsked(event: NetworkEvent): boolean {
    if (event.kind !== 'exited') return false
    const seat = this.#net?.agents.find(({ name, number }) => name === event.agent && number === event.number)
    return seat ? seat.state === 'stopping' : event.code === 0
  }

  async #count({ client }: ShownNetwork): Promise<void> {
    const updates = client.watch()[Symbol.asyncIterator]()
    this.#updates = updates
    for (let next = await updates.next(); !next.done; next = await updates.next()) {
      if ('missed' in next.value) this.#tally.miss(next.value.missed)
      else this.#tally.add(next.value)
      this.#face.changed()
    }
  }

  #model(): ViewModel {
    const net = this.#net
    return {
      title: this.#options.title ?? 'network',
      ...(net && { place: `world ${net.world} on ${withoutPassword(net.url)}` }),
      agents: net?.agents ?? this.#agents,
      counts: this.#tally.counts,
      progress: [...this.#progress.values()],
      sinceMs: this.#sinceMs,
      nowMs: performance.now(),
    }
  }
}

/** Shows a network that is up: live on a terminal, as plain lines in a file. Close it before what the program prints at its end. */
export const showNetwork = (net: ShownNetwork, options: ViewOptions = {}): NetworkView => new NetworkView(options).attach(net)
