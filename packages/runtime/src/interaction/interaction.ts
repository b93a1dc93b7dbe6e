import {
  buildUuid,
  type CompletionReason,
  type Holding,
  type InteractionMessage,
  type InteractionStatus,
  kindOf,
  type Origin,
  originOf,
  ParleyError,
  toWire,
  transition,
  type Wire,
  type WireMap,
} from '@parley/protocol'
import type { Link } from '../collections/chain.ts'
import type { Expiring } from '../time/deadlines.ts'
import type { Ending } from './ending.ts'

/** One request from a requester to one or more targets, as this agent holds it. What is common to sent, received and lazy ones. */
export abstract class Interaction {
  abstract readonly holding: Holding
  /** What is asked, as it travels. Replaced when an argument is changed here, never changed itself. */
  request: InteractionMessage
  /** What its manager finds it by. */
  readonly origin: Origin
  #uuid: string | null = null
  readonly status: InteractionStatus = 'created'
  /** What its manager holds it as; null before it has registered it. */
  registeredAs: Holding | null = null
  /** How it completed; null while it is open. With several targets, how the last one did. */
  ending: Ending | null = null
  /** Whatever who handles it wants to remember with it. Never leaves the process. */
  mark: unknown = null
  /** The deadline, for the clock that all share. -1: none. */
  dueMs = -1
  heldMs = -1
  due: Link<Expiring> | null = null

  /** Samples came after its end. It changes nothing. */
  dataAfterEnd = false

  constructor(request: InteractionMessage, origin: Origin = originOf(request.id, request.requester, request.requesterInstance)) {
    this.request = request
    this.origin = origin
  }

  get uuid(): string {
    this.#uuid ??= buildUuid(this.request.id, this.request.requester)
    return this.#uuid
  }

  get requester(): string {
    return this.request.requester
  }

  /** Whom it is for; null where nobody is named. */
  abstract get targetNames(): readonly (string | null)[]

  get created(): boolean {
    return this.status === 'created'
  }

  get running(): boolean {
    return this.status === 'running'
  }

  get paused(): boolean {
    return this.status === 'paused'
  }

  get completed(): boolean {
    return this.status === 'completed'
  }

  /** Why it completed; null while it is open. */
  get reason(): CompletionReason | null {
    return this.ending?.reason ?? null
  }

  /** The behaviour's state that it came to. */
  get state(): string | null {
    return this.ending?.state ?? null
  }

  /** Whether it reads a stream, or waits for what is written on it: `owner:name`. */
  abstract hasStream(hash: string): boolean

  /** Whether this agent has written something for it that has not left, or has not read something that came for it. */
  abstract get hasData(): boolean

  /** Off all its streams: nothing more comes for it, nothing more goes, and what was not read is dropped. */
  abstract letGo(): void

  /** Whether nothing is missing for its next step. */
  get ready(): boolean {
    return true
  }

  /** An argument; null when there is none of that name. */
  arg(name: string): Wire {
    const { args } = this.request
    return (kindOf(args) === 'a map' && Object.hasOwn(args as WireMap, name) ? (args as WireMap)[name] : null) ?? null
  }

  /** Sets an argument, for this process alone once it was sent. Throws NotWireError, or ParleyError BAD_REQUEST where arguments have no names. */
  setArg(name: string, value: unknown): void {
    const { args } = this.request
    if (kindOf(args) !== 'a map') throw new ParleyError('BAD_REQUEST', `args: got ${kindOf(args)}, expected a map, to set ${name} in it`)
    this.request = { ...this.request, args: { ...(args as WireMap), [name]: toWire(value, `args.${name}`) } }
  }

  /** Sets an argument that is there; gives whether it is. */
  alterArg(name: string, value: unknown): boolean {
    const { args } = this.request
    const known = kindOf(args) === 'a map' && Object.hasOwn(args as WireMap, name)
    if (known) this.setArg(name, value)
    return known
  }

  /** The only way to another status. Throws IllegalTransitionError. */
  become(status: InteractionStatus): void {
    ;(this as { status: InteractionStatus }).status = transition(this.status, status)
  }
}
