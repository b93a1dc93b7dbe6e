import { ParleyError, type Reference, userHash, VERSION, type Wire } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import { Ensemble } from './ensemble.ts'
import type { Flow } from './flow.ts'
import { type KnownStream, knownFrom, netHashOf } from './known.ts'
import { Outlet } from './outlet.ts'
import { type Declared, streamProfiles } from './profile.ts'
import { encodeSample } from './sample.ts'

type Broadcast = (stream: string, message: { v: 1; tag: number; data: Wire[]; instance: string }) => void

/**
 * The streams that this agent owns.
 *
 * S1. Tags of a stream only rise: those that go to all subscribers are counted by this instance, those of an interaction by its flow.
 * S2. Streams of one group go out together.
 * S3. What leaves fits the properties of its stream.
 * S4. What the post refuses is lost for those who subscribe, and its writer hears of it with the next write; after that the stream goes on.
 */
export class OwnStreams {
  readonly #known: ReadonlyMap<string, KnownStream>
  readonly #declared: ReadonlySet<string>
  /** Names by net hash. */
  readonly #groups = new Map<string, string[]>()
  readonly #ensembles = new Map<string, Ensemble<Wire>>()
  /** What the post has refused of a group and its writer has not heard of. */
  readonly #refused = new Map<string, unknown>()
  readonly #outlets = new Map<string, Outlet>()

  constructor(owner: string, declared: Declared, instance: string, broadcast: Broadcast, clock: Pick<Clock, 'nowMs'>) {
    const known = streamProfiles(declared).map((profile) => knownFrom(owner, profile))
    this.#declared = new Set(Object.keys(declared.streams ?? {}))
    this.#known = new Map(known.map((stream) => [stream.name, stream]))
    for (const stream of known) {
      const { name } = stream
      const group = netHashOf(stream)
      this.#groups.set(group, [...(this.#groups.get(group) ?? []), name])
      const send: ConstructorParameters<typeof Outlet>[0] = (message) => {
        try {
          broadcast(name, { ...message, v: VERSION, instance })
        } catch (error) {
          this.#refused.set(group, error)
        }
      }
      this.#outlets.set(name, new Outlet(send, clock))
    }
    for (const [group, members] of this.#groups)
      this.#ensembles.set(
        group,
        new Ensemble<Wire>(members, (values) => {
          for (const [name, value] of values) this.#outlets.get(name)!.write(value)
        }),
      )
  }

  get all(): readonly KnownStream[] {
    return [...this.#known.values()]
  }

  get(name: string): KnownStream | undefined {
    return this.#known.get(name)
  }

  /** What a reference means here: a stream's name first, then a group's. None when it means nothing here. */
  find(reference: Reference): KnownStream[] {
    if (reference.form === 'net')
      return this.all.filter(({ group, delivery }) => group === reference.group && delivery === reference.delivery)
    const one = this.#known.get(reference.name)
    return one ? [one] : reference.form === 'bare' ? this.all.filter(({ group }) => group === reference.name) : []
  }

  /** To whoever subscribes. Throws ParleyError UNKNOWN_STREAM, BAD_SAMPLE, BUFFER_FULL, or why samples before this one could not leave. */
  publish(name: string, value: unknown): void {
    const { group, wire } = this.#checked(name, value)
    const refused = this.#refused.get(group)
    if (this.#refused.delete(group)) throw refused
    this.#ensembles.get(group)!.put(name, wire)
  }

  /** To the recipient of an interaction. Throws as `publish`; settles when it is on its way. */
  send(flow: Flow, name: string, value: unknown): Promise<unknown> | undefined {
    const { group, wire } = this.#checked(name, value)
    const members = this.#groups.get(group)!
    return members.length > 1 ? flow.writeOf(group, members, name, wire) : flow.write(name, wire)
  }

  /** What was written to whoever subscribes is on its way after this. */
  flush(): void {
    for (const outlet of this.#outlets.values()) outlet.flush()
  }

  /** Whether its samples go to all subscribers, whatever interaction writes them. An output that is not declared goes to whom the interaction is for. */
  isBroadcast(name: string): boolean {
    return this.#declared.has(name) && this.#known.get(name)!.delivery === 'ps'
  }

  #checked(name: string, value: unknown): { group: string; wire: Wire } {
    const stream = this.#known.get(name)
    if (!stream)
      throw new ParleyError('UNKNOWN_STREAM', `no stream ${name} of its own, there is ${[...this.#known.keys()].join(', ') || 'none'}`)
    return { group: netHashOf(stream), wire: encodeSample(stream.properties, value, userHash(stream.owner, name)) }
  }
}
