import type { Clock } from '../time/clock.ts'
import type { Bus } from './bus.ts'

/** Whether the broker is there, and for how long it has been. */
export interface Link {
  /** 0 while the broker is away. */
  connectedMs(): number
  onChange(listener: (connected: boolean) => void): void
}

export function linkOf(bus: Bus, clock: Clock): Link {
  let sinceMs = clock.nowMs()
  bus.onState((state) => {
    if (state === 'connected') sinceMs = clock.nowMs()
  })
  return {
    connectedMs: () => (bus.state === 'connected' ? clock.nowMs() - sinceMs : 0),
    onChange: (listener) => bus.onState((state) => listener(state === 'connected')),
  }
}
