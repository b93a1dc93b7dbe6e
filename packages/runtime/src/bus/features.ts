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

/**
 * What other ends have said that they read. Nothing is assumed: who has not spoken gets plain version 1, but for what no plain message can hold: that goes by claim
 * unless its reader has spoken, and said nothing of claims.
 * An agent reads what all of its instances that were heard do: the broker chooses among them.
 */
export class Features {
  readonly #targets = new Map<string, Map<string, Reader>>()
  readonly #requesters = new Map<string, Reader>()

  /** An instance of an agent has spoken. */
  heardTarget(name: string, instance: string, reads: readonly string[] | undefined): void {
    const instances = this.#targets.get(name) ?? new Map<string, Reader>()
    if (instances.has(instance)) return
    if (this.#targets.size >= REMEMBERED) this.#targets.clear()
    if (instances.size >= REMEMBERED) instances.clear()
    this.#targets.set(name, instances.set(instance, readerOf(reads)))
  }

  heardRequester(instance: string, reads: readonly string[] | undefined): void {
    if (this.#requesters.has(instance)) return
    if (this.#requesters.size >= REMEMBERED) this.#requesters.clear()
    this.#requesters.set(instance, readerOf(reads))
  }

  /** An instance has refused a pack. */
  refusedPack(name: string): void {
    this.#targets.set(name, new Map([['', PLAIN]]))
  }

  /** Instances of an agent that were heard. */
  instancesOf(name: string): number {
    return this.#targets.get(name)?.size ?? 0
  }

  /** An instance is gone: it has no share any more. */
  forget(name: string, instance: string): void {
    const instances = this.#targets.get(name)
    instances?.delete(instance)
    if (instances?.size === 0) this.#targets.delete(name)
  }

  targetReadsPacks(name: string): boolean {
    const instances = this.#targets.get(name)
    if (!instances) return false
    for (const { packs } of instances.values()) if (!packs) return false
    return true
  }

  /** Of one instance alone: that is whom a query of many goes to. */
  instanceReadsQueries(name: string, instance: string): boolean {
    return this.#targets.get(name)?.get(instance)?.queries ?? false
  }

  requesterReadsPacks(instance: string): boolean {
    return this.#requesters.get(instance)?.packs ?? false
  }

  targetMayReadClaims(name: string): boolean {
    for (const { claims } of this.#targets.get(name)?.values() ?? []) if (!claims) return false
    return true
  }

  requesterMayReadClaims(instance: string): boolean {
    return this.#requesters.get(instance)?.claims ?? true
  }
}
