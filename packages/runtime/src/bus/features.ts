import { CLAIMS, PACKS, QUERIES } from '@parley/protocol'

/** What is known of who sends a pack and says no more: it reads packs. */
export const PACK_WRITER = [PACKS]

/** Instances that are remembered; more than ever talk to one process at a time. Forgetting costs a plain message. */
const REMEMBERED = 10_000

/** What one instance reads. */
interface Reader {
  readonly packs: boolean
  readonly claims: boolean
  readonly queries: boolean
}

/** All that there are: most of the time two instances have said the same. */
const READERS: readonly Reader[] = Array.from({ length: 8 }, (_, n) => ({ packs: (n & 1) > 0, claims: (n & 2) > 0, queries: (n & 4) > 0 }))
const PLAIN = READERS[0]!
const readerOf = (reads: readonly string[] | undefined): Reader =>
  reads ? READERS[(reads.includes(PACKS) ? 1 : 0) + (reads.includes(CLAIMS) ? 2 : 0) + (reads.includes(QUERIES) ? 4 : 0)]! : PLAIN

/** What the instances of agents have said, by the agents' names. */
class Readers {
  readonly #agents = new Map<string, Map<string, Reader>>()

  /** What an instance has said first stands. */
  hear(name: string, instance: string, reads: readonly string[] | undefined): void {
    const instances = this.of(name) ?? new Map<string, Reader>()
    if (instances.has(instance)) return
    if (this.#agents.size >= REMEMBERED) this.#agents.clear()
    if (instances.size >= REMEMBERED) instances.clear()
    this.#agents.set(name, instances.set(instance, readerOf(reads)))
  }

  of(name: string): Map<string, Reader> | undefined {
    return this.#agents.get(name)
  }

  replace(name: string, instances: Map<string, Reader>): void {
    this.#agents.set(name, instances)
  }

  forget(name: string, instance: string): void {
    const instances = this.of(name)
    instances?.delete(instance)
    if (instances?.size === 0) this.#agents.delete(name)
  }
}

/**
 * What other ends have said that they read. Nothing is assumed: who has not spoken gets plain version 1, but for what no plain message can hold: that goes by claim
 * unless its reader has spoken, and said nothing of claims.
 * An agent reads what all of its instances that were heard do: the broker chooses among them. Who speaks is who the subject names: nobody can say it for another.
 */
export class Features {
  readonly #targets = new Readers()
  readonly #requesters = new Readers()

  /** An instance of an agent has spoken. */
  heardTarget(name: string, instance: string, reads: readonly string[] | undefined): void {
    this.#targets.hear(name, instance, reads)
  }

  heardRequester(name: string, instance: string, reads: readonly string[] | undefined): void {
    this.#requesters.hear(name, instance, reads)
  }

  /** An instance has refused a pack. */
  refusedPack(name: string): void {
    this.#targets.replace(name, new Map([['', PLAIN]]))
  }

  /** Instances of an agent that were heard. */
  instancesOf(name: string): number {
    return this.#targets.of(name)?.size ?? 0
  }

  /** An instance is gone: it has no share any more. */
  forget(name: string, instance: string): void {
    this.#targets.forget(name, instance)
    this.#requesters.forget(name, instance)
  }

  targetReadsPacks(name: string): boolean {
    const instances = this.#targets.of(name)
    if (!instances) return false
    for (const { packs } of instances.values()) if (!packs) return false
    return true
  }

  /** Of one instance alone: that is whom a query of many goes to. */
  instanceReadsQueries(name: string, instance: string): boolean {
    return this.#targets.of(name)?.get(instance)?.queries ?? false
  }

  requesterReadsPacks(name: string, instance: string): boolean {
    return this.#requesters.of(name)?.get(instance)?.packs ?? false
  }

  targetMayReadClaims(name: string): boolean {
    for (const { claims } of this.#targets.of(name)?.values() ?? []) if (!claims) return false
    return true
  }

  requesterMayReadClaims(name: string, instance: string): boolean {
    return this.#requesters.of(name)?.get(instance)?.claims ?? true
  }
}
