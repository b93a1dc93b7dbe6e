import type { Clock } from '../time/clock.ts'
import type { Bus } from './bus.ts'

/** After a reconnect the others may need this much longer: the client's pause between attempts with its jitter, and the handshake. */
const SETTLE_MS = 2_000

/** Whether the broker is there, and for how long it has been. */
export interface Link {
  /** 0 while the broker is away. */
  connectedMs(): number
  /** The broker was away a moment ago: whoever is not there yet may be on the way back. */
  settling(): boolean
  /** Calls when all that the broker had for us before has arrived; never when it does not answer. */
  caughtUp(then: () => void): void
  onChange(listener: (connected: boolean) => void): void
}

export function linkOf(bus: Bus, clock: Clock): Link {
  let sinceMs = clock.nowMs()
  let settledMs = Number.NEGATIVE_INFINITY
  bus.onState((state) => {
    if (state !== 'connected') return
    sinceMs = clock.nowMs()
    settledMs = sinceMs + SETTLE_MS
  })
  return {
    connectedMs: () => (bus.state === 'connected' ? clock.nowMs() - sinceMs : 0),
    settling: () => clock.nowMs() < settledMs,
    caughtUp: (then) => void bus.flush().then(then, () => {}),
    onChange: (listener) => bus.onState((state) => listener(state === 'connected')),
  }
}
