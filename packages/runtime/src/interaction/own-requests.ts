import { FEATURES, type InteractionMessage, MAX_STEPS, VERSION } from '@parley/protocol'
import type { Slots } from '../stream/declare.ts'
import type { Clock } from '../time/clock.ts'
import type { Bound } from './bound.ts'
import { draft } from './draft.ts'
import type { Ending } from './ending.ts'
import type { WantedStreams } from './hints.ts'
import type { Self } from './post.ts'
import type { ReceivedInteraction } from './received.ts'

/** What an agent asks of itself. */
export interface OwnRequest {
  readonly action: string
  /** Default: a new one. */
  readonly id?: string
  readonly args?: unknown
  readonly numSteps?: number
  readonly priority?: number
  readonly timeoutMs?: number
  readonly streams?: WantedStreams
}

interface Parts {
  readonly self: Self
  readonly newId: () => string
  readonly clock: Clock
  readonly begin: (request: InteractionMessage, bind?: (slots: Slots) => Promise<Bound>) => Promise<ReceivedInteraction>
  readonly bindWires: (request: InteractionMessage, slots: Slots, wires: Readonly<Record<string, string>>) => Promise<Bound>
  /** What went wrong with something that nobody waits for. */
  readonly onFailed: (what: string, error: unknown) => void
}

/** Before a wire that could not be laid is tried again, and at most: its owner may not have started yet. */
const RETRY_MS = 100
const RETRY_MAX_MS = 5_000

/** Lazy interactions: those that an agent makes for itself. Nobody waits for them; watchers see them like any other. */
export class OwnRequests {
  readonly #parts: Parts
  #disarm: (() => void) | null = null
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Throws ParleyError for what a request would be refused with. */
  begin(own: OwnRequest): Promise<ReceivedInteraction> {
    return this.#parts.begin(this.#request(own))
  }

  /**
   * A standing interaction: the action whose slots are wired runs for every fresh set, for as long as the agent lives.
   * Tried again until it stands, and when it has ended in any way but by somebody's will.
   */
  async stand(action: string, wires: Readonly<Record<string, string>>, retryMs = RETRY_MS): Promise<void> {
    const { begin, bindWires, onFailed, clock } = this.#parts
    const request = this.#request({ action, numSteps: MAX_STEPS })
    const sinceMs = clock.nowMs()
    const again = (afterMs: number) => {
      if (this.#closed) return
      this.#disarm = clock.after(afterMs, () => void this.stand(action, wires, Math.min(afterMs * 2, RETRY_MAX_MS)))
    }
    const onEnd = ({ reason, error }: Ending) => {
      if (this.#closed || reason === 'cancelled' || reason === 'discarded') return
      onFailed(`the wires of ${action}`, error)
      again(clock.nowMs() - sinceMs > RETRY_MAX_MS ? RETRY_MS : retryMs)
    }
    try {
      const standing = await begin(request, (slots) => bindWires(request, slots, wires))
      if (standing.ending) onEnd(standing.ending)
      else standing.onEnd = onEnd
    } catch (error) {
      if (retryMs === RETRY_MS * 8 && !this.#closed) onFailed(`the wires of ${action}`, error) // by then who starts together has started
      again(retryMs)
    }
  }

  close(): void {
    this.#closed = true
    this.#disarm?.()
  }

  #request({ priority, ...said }: OwnRequest): InteractionMessage {
    const { self, newId, clock } = this.#parts
    const { id, content } = draft({ ...said, requester: self.name }, newId)
    return {
      ...{ v: VERSION, id: id!, requester: self.name, requesterInstance: self.instance, action: said.action },
      ...(content as Pick<InteractionMessage, 'args' | 'numSteps' | 'streams' | 'timeoutMs'>),
      ...{ createdAt: clock.wallMs(), reads: FEATURES },
      ...(priority !== undefined && { priority }),
    }
  }
}
