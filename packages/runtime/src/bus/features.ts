import { PACKS } from '@parley/protocol'

/** Instances that are remembered; more than ever talk to one process at a time. Forgetting costs a plain message. */
const REMEMBERED = 10_000

/**
 * What other ends have said that they read. Nothing is assumed: who has not spoken gets plain version 1.
 * An agent reads packs when all of its instances that were heard do: the broker chooses among them.
 */
export class Features {
  readonly #targets = new Map<string, Map<string, boolean>>()
  readonly #requesters = new Map<string, boolean>()

  /** An instance of an agent has spoken. */
  heardTarget(name: string, instance: string, reads: readonly string[] | undefined): void {
    const instances = this.#targets.get(name) ?? new Map<string, boolean>()
    if (instances.has(instance)) return
    if (this.#targets.size >= REMEMBERED) this.#targets.clear()
    if (instances.size >= REMEMBERED) instances.clear()
    this.#targets.set(name, instances.set(instance, reads?.includes(PACKS) ?? false))
  }

  heardRequester(instance: string, reads: readonly string[] | undefined): void {
    if (this.#requesters.has(instance)) return
    if (this.#requesters.size >= REMEMBERED) this.#requesters.clear()
    this.#requesters.set(instance, reads?.includes(PACKS) ?? false)
  }

  /** An instance has refused a pack. */
  refusedPack(name: string): void {
    this.#targets.set(name, new Map([['', false]]))
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
    for (const reads of instances.values()) if (!reads) return false
    return true
  }

  requesterReadsPacks(instance: string): boolean {
    return this.#requesters.get(instance) ?? false
  }
}
