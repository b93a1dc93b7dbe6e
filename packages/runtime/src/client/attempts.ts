import { FEATURES, type InteractionMessage, lengthenId, Origin, ParleyError, toWire, UsualRequest, type Wire } from '@parley/protocol'
import { type Content, checkConsistency, checkSteps, checkTimeout, contentOf } from '../interaction/content.ts'
import { shorterOf } from '../interaction/limits.ts'
import type { ReceivedInteraction } from '../interaction/received.ts'
import { SentInteraction } from '../interaction/sent.ts'
import type { Steps } from '../interaction/steps.ts'
import type { SendOptions } from './call.ts'
import type { Desk } from './desk.ts'
import { type OwnContent, withOwnStreams } from './own-references.ts'

/** How long a core interaction may take when nothing else is said. */
const DEFAULT_TIMEOUT_MS = 300_000

/** What one send asks for, checked once, as often as it has to be sent: the time allowed is for all attempts together. */
export class Attempts {
  readonly #desk: Desk
  readonly #parent: ReceivedInteraction | null
  readonly #action: string
  readonly #opts: SendOptions
  /** Its sender gives up its place while it waits for it. */
  readonly #placeless: boolean
  readonly #targets: readonly string[]
  readonly #content: Content
  /** null: it names neither streams nor samples. */
  readonly #own: OwnContent | null
  readonly #allowedMs: number
  /** By the clock of the rules; nobody asks where there is no second attempt. */
  readonly #untilMs: number = 0

  /** Throws ParleyError BAD_REQUEST, BAD_SAMPLE, UNKNOWN_STREAM, NotWireError or BadNameError that names the field. */
  constructor(
    desk: Desk,
    parent: ReceivedInteraction | null,
    action: string,
    args: unknown,
    opts: SendOptions,
    placeless: boolean,
    targets: readonly string[],
  ) {
    this.#desk = desk
    this.#parent = parent
    this.#action = action
    this.#opts = opts
    this.#placeless = placeless
    this.#targets = targets
    const said = contentFrom(args, opts)
    this.#own = (said.streams ?? said.samples) === undefined ? null : withOwnStreams(said, desk.streams, desk.self.name)
    this.#content = this.#own?.content ?? said
    const parentMs = parent ? desk.remainingMs(parent) : Number.POSITIVE_INFINITY
    this.#allowedMs = Math.min(shorterOf(desk.lifetimeMs, opts.timeoutMs ?? DEFAULT_TIMEOUT_MS), parentMs)
    if (opts.retry) this.#untilMs = desk.clock.nowMs() + this.#allowedMs
  }

  /** A new interaction of the same content; `retryOf`: the id of the attempt that failed, null for the first. */
  next(retryOf: string | null, targets: readonly string[] = this.#targets): SentInteraction {
    const { self, newCount, outgoing } = this.#desk
    const origin = new Origin(self.name, self.instance, newCount())
    const request = this.#request(lengthenId(origin.short, self.instance), retryOf)
    const sent = new SentInteraction(request, targets, this.#parent, origin)
    const own = this.#own
    if (own?.writes) sent.outgoing = outgoing(request, targets)
    // What is not taken before the end is lost with it: that end is told, and says more.
    if (own?.first) for (const [stream, value] of Object.entries(own.first)) sent.outgoing?.write(stream, value).catch(() => {})
    return sent
  }

  #request(id: string, retryOf: string | null): InteractionMessage {
    const { self, clock } = this.#desk
    const { args, numSteps } = this.#content
    const leftMs = retryOf === null ? this.#allowedMs : this.#untilMs - clock.nowMs()
    const request: InteractionMessage = new UsualRequest(id, self.name, self.instance, this.#action, args, clock.wallMs())
    request.numSteps = numSteps
    request.timeoutMs = Math.max(0, Math.ceil(leftMs))
    request.reads = FEATURES
    const { detached, priority } = this.#opts
    if (isRare(this.#opts)) Object.assign(request, this.#content)
    if (detached) request.detached = true
    if (priority) request.priority = priority
    if (retryOf !== null) request.retryOf = retryOf
    if (this.#parent) this.#addAncestors(request, this.#parent)
    return request
  }

  /** The agents that wait, and hold a place, while what is sent now runs. */
  #addAncestors(request: InteractionMessage, parent: ReceivedInteraction): void {
    const before = parent.request.ancestors ?? []
    const ancestors = this.#placeless ? before : [...before, this.#desk.self.name]
    if (ancestors.length > 0) request.ancestors = ancestors
  }
}

/** A class, as an Origin is one. */
class UsualContent implements Content {
  readonly args: Wire
  readonly numSteps: Steps

  constructor(args: Wire, numSteps: Steps) {
    this.args = args
    this.numSteps = numSteps
  }
}

/** Whether anything is said that is not said with nearly every send. */
const isRare = ({ streams, samples, volatile, callback, fromState, toState }: SendOptions): boolean =>
  (streams ?? samples ?? volatile ?? callback ?? fromState ?? toState) !== undefined

/** What is said of the interaction. */
function contentFrom(args: unknown, opts: SendOptions): Content {
  const { timeoutMs, retry, steps } = opts
  checkTimeout(timeoutMs)
  if (retry && !(Array.isArray(retry.on) && Number.isInteger(retry.max) && retry.max >= 0))
    throw new ParleyError('BAD_REQUEST', 'retry: expected { on: [reasons or codes], max: a whole number }')
  const numSteps = steps === undefined ? -1 : checkSteps(steps, 'steps')
  const content = isRare(opts)
    ? contentOf({ ...opts, args, numSteps, timeoutMs: undefined })
    : new UsualContent(toWire(args, 'args'), numSteps)
  checkConsistency(content.args, opts)
  return content
}
