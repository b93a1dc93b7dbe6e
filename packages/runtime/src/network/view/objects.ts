import type { NetworkEvent } from '../event.ts'
import type { Network } from '../network.ts'
import { type Face, Steps } from './face.ts'
import type { Progress } from './progress.ts'

/** One object a line, for a program that reads. The first says that the network is ready. */
export class ObjectFace implements Face {
  readonly #emit: (value: object) => void
  readonly #steps = new Steps()
  #isUp = false

  constructor(emit: (value: object) => void) {
    this.#emit = emit
  }

  up({ url, world, agents }: Pick<Network, 'url' | 'world' | 'agents'>): void {
    this.#isUp = true
    this.#emit({ event: 'ready', nats: url, world, agents: agents.map(({ name, instance, pid }) => ({ name, instance, pid })) })
  }

  event(event: NetworkEvent): void {
    if (this.#isUp) this.#emit(eventObject(event))
  }

  progress(progress: Progress): void {
    const { label, done, total } = progress
    if (this.#steps.isNew(progress)) this.#emit({ event: 'progress', label, done, total })
  }

  line(text: string): void {
    this.#emit({ event: 'line', text })
  }

  changed(): void {}

  close(): void {}
}

/** An event as data. One instance that came up is `started`, for `ready` is said of the whole network. */
export function eventObject(event: NetworkEvent): object {
  const { kind, ...rest } = event
  const error = 'error' in rest ? { error: { code: (rest.error as { code?: string }).code, message: rest.error.message } } : {}
  return { event: kind === 'ready' ? 'started' : kind, ...rest, ...error }
}
