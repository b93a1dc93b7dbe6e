import type { NetworkEvent } from '../event.ts'
import type { Network } from '../network.ts'
import type { ViewModel } from './model.ts'
import type { Progress } from './progress.ts'

/** How a network is shown: live on a terminal, as plain lines, or as objects for a program. */
export interface Face {
  /** The network is up. */
  up(net: Pick<Network, 'url' | 'world' | 'agents'>): void
  /** `wasAsked`: an end was what the supervisor wanted. */
  event(event: NetworkEvent, wasAsked: boolean): void
  progress(progress: Progress, nowMs: number): void
  line(text: string): void
  /** Something of the model is new. */
  changed(): void
  /** The last word, with the model as it ended. */
  close(model: ViewModel): void
}

/** Progress is said in lines once for each of these steps. */
const STEPS = 10

/** Tells which steps of about ten per cent are new: each is said once, and the end always. */
export class Steps {
  readonly #said = new Map<string, number>()

  isNew({ label, done, total }: Progress): boolean {
    const step = total > 0 ? Math.floor((Math.min(done, total) / total) * STEPS) : STEPS
    const before = this.#said.get(label)
    if (before === step || (before === undefined && step === 0)) return false
    this.#said.set(label, step)
    return true
  }
}
