import { ParleyError, type Profile, parseReference, type Reference } from '@parley/protocol'
import type { KnownStream } from './known.ts'
import { knownFrom } from './known.ts'

/** Profiles that are kept: of everybody whose streams are read at once, and some more. */
const KEPT = 1_000

interface Own {
  find(reference: Reference): KnownStream[]
}

interface Parts {
  readonly self: string
  readonly own: Own
  /** Asks an agent what it is. Rejects with ParleyError when it cannot be asked. */
  readonly describe: (agent: string) => Promise<Profile>
  /** Calls when an instance of an agent comes or goes; gives what stops it. */
  readonly onChange: (agent: string, changed: () => void) => () => void
}

/**
 * Whose streams are which. A profile is asked for when it is first needed, once, and kept until its agent's presence changes.
 */
export class Directory {
  readonly #parts: Parts
  readonly #profiles = new Map<string, { profile: Promise<Profile>; stop: () => void }>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * The streams that a reference means, in the order of their declaration. A bare word is looked for here first, then at `asker`.
   * Throws ParleyError UNKNOWN_STREAM that names it, BadNameError, or what asking its owner came to.
   */
  async resolve(text: string, field: string, asker: string): Promise<KnownStream[]> {
    const reference = parseReference(text, field)
    const own = this.#own(reference)
    if (own.length > 0) return own
    const owner = reference.form === 'bare' ? asker : reference.owner
    const found = owner === this.#parts.self ? [] : find(owner, await this.#profileFor(owner, `${field}: ${text}`), reference)
    if (found.length > 0) return found
    throw new ParleyError('UNKNOWN_STREAM', `${field}: ${owner} has no stream or group ${text}`)
  }

  profile(agent: string): Promise<Profile> {
    const known = this.#profiles.get(agent)
    if (known) return known.profile
    if (this.#profiles.size >= KEPT) this.#forget(this.#profiles.keys().next().value!)
    const profile = this.#parts.describe(agent)
    this.#profiles.set(agent, { profile, stop: this.#parts.onChange(agent, () => this.#forget(agent)) })
    profile.catch(() => {
      if (this.#profiles.get(agent)?.profile === profile) this.#forget(agent)
    })
    return profile
  }

  close(): void {
    for (const agent of [...this.#profiles.keys()]) this.#forget(agent)
  }

  /** An error says for which stream the owner was asked. */
  async #profileFor(owner: string, what: string): Promise<Profile> {
    try {
      return await this.profile(owner)
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error
      throw new ParleyError(error.code, `${what}: ${error.message}`, { retryable: error.retryable })
    }
  }

  #own(reference: Reference): KnownStream[] {
    return reference.form === 'bare' || reference.owner === this.#parts.self ? this.#parts.own.find(reference) : []
  }

  #forget(agent: string): void {
    this.#profiles.get(agent)?.stop()
    this.#profiles.delete(agent)
  }
}

function find(owner: string, { streams = [] }: Profile, reference: Reference): KnownStream[] {
  const all = streams.map((stream) => knownFrom(owner, stream))
  if (reference.form === 'net') return all.filter((one) => one.group === reference.group && one.delivery === reference.delivery)
  const one = all.filter((known) => known.name === reference.name)
  return one.length > 0 || reference.form === 'user' ? one : all.filter((known) => known.group === reference.name)
}
