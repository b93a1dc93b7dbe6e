import { ParleyError, type Reference, userHash, VERSION, type Wire } from '@parley/protocol'
import { Ensemble } from './ensemble.ts'
import type { Flow } from './flow.ts'
import { type KnownStream, knownFrom } from './known.ts'
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
 */
export class OwnStreams {
  readonly #known: ReadonlyMap<string, KnownStream>
  readonly #declared: ReadonlySet<string>
  readonly #groups = new Map<string, string[]>()
  readonly #ensembles = new Map<string, Ensemble<Wire>>()
  readonly #outlets = new Map<string, Outlet>()

  constructor(owner: string, declared: Declared, instance: string, broadcast: Broadcast) {
    const known = streamProfiles(declared).map((profile) => knownFrom(owner, profile))
    this.#declared = new Set(Object.keys(declared.streams ?? {}))
    this.#known = new Map(known.map((stream) => [stream.name, stream]))
    for (const { name, group } of known) this.#groups.set(group, [...(this.#groups.get(group) ?? []), name])
    for (const { name } of known) this.#outlets.set(name, new Outlet((message) => broadcast(name, { ...message, v: VERSION, instance })))
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
    if (reference.form === 'net') return this.#members(reference.group).filter(({ delivery }) => delivery === reference.delivery)
    const one = this.#known.get(reference.name)
    return one ? [one] : reference.form === 'bare' ? this.#members(reference.name) : []
  }

  /** To whoever subscribes. Throws ParleyError UNKNOWN_STREAM, BAD_SAMPLE or BUFFER_FULL. */
  publish(name: string, value: unknown): void {
    const { group, wire } = this.#checked(name, value)
    this.#ensembles.get(group)!.put(name, wire)
  }

  /** To the recipient of an interaction. Throws as `publish`; settles when it is on its way. */
  send(flow: Flow, name: string, value: unknown): Promise<unknown> | undefined {
    const { group, wire } = this.#checked(name, value)
    const members = this.#groups.get(group)!
    return members.length > 1 ? flow.writeOf(group, members, name, wire) : flow.write(name, wire)
  }

  /** Whether its samples go to all subscribers, whatever interaction writes them. An output that is not declared goes to whom the interaction is for. */
  isBroadcast(name: string): boolean {
    return this.#declared.has(name) && this.#known.get(name)!.delivery === 'ps'
  }

  #members(group: string): KnownStream[] {
    return (this.#groups.get(group) ?? []).map((name) => this.#known.get(name)!)
  }

  #checked(name: string, value: unknown): { group: string; wire: Wire } {
    const stream = this.#known.get(name)
    if (!stream)
      throw new ParleyError('UNKNOWN_STREAM', `no stream ${name} of its own, there is ${[...this.#known.keys()].join(', ') || 'none'}`)
    return { group: stream.group, wire: encodeSample(stream.properties, value, userHash(stream.owner, name)) }
  }
}
