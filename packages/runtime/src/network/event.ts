import type { SupervisorEvent } from '../supervisor/event.ts'

/** How a `start:` entry of a network ended. */
export type StartOutcome = { readonly to: string; readonly action: string } & (
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: Error }
)

/** What happens in a network while it runs. */
export type NetworkEvent =
  | SupervisorEvent
  /** Every instance is ready. */
  | { readonly kind: 'up'; readonly tookMs: number }
  | ({ readonly kind: 'start-ended' } & StartOutcome)
  /** The network's own broker fell and came back at the same address. */
  | { readonly kind: 'broker-restarted'; readonly pid: number }

type Listener = (event: NetworkEvent) => void

/** Tells events to whoever listens. */
export class NetworkEvents {
  readonly #listeners = new Set<Listener>()

  /** Calls with every event from now on. Gives what ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  emit(event: NetworkEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
