import { buildUuid, type InteractionMessage, type SamplesMessage, userHash } from '@parley/protocol'
import { Buffer, type BufferOptions } from './buffer.ts'
import { Grants } from './grants.ts'
import type { KnownStream } from './known.ts'
import type { Rows } from './rows.ts'

type Samples = Pick<SamplesMessage, 'tag' | 'data' | 'instance'>
type Recipient = (samples: Samples) => void

interface Parts {
  /** Hears what an owner sends to everybody; gives what stops it. */
  readonly hear: (owner: string, stream: string, receive: Recipient) => () => void
  /** Tells the requester how far it may go on one of its streams. */
  readonly credit: (request: InteractionMessage, stream: string, upTo: number) => void
}

/** A buffer that is being filled. */
export interface Inlet {
  readonly buffer: Buffer
  /** The interaction is registered: its writer may begin. */
  begin(): void
  close(): void
}

/**
 * Where samples of others arrive that interactions of this agent read.
 *
 * N1. Each interaction has a buffer of its own: who reads slowly holds up nobody else.
 * N2. A stream that everybody hears is subscribed to once, and only while somebody here reads it.
 * N4. Streams of one group that one interaction reads arrive in rows.
 * N3. Only the `queue` policy slows a writer, and only one who writes to this interaction: the requester.
 */
export class Inlets {
  readonly #parts: Parts
  /** By interaction and stream. */
  readonly #direct = new Map<string, { receive: Recipient; grants: Grants }>()
  readonly #shared = new Map<string, { readers: Set<Recipient>; stop: () => void }>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What the requester of an interaction writes for it. */
  openDirect(request: InteractionMessage, stream: KnownStream, options: BufferOptions, rows?: Rows): Inlet {
    const key = `${buildUuid(request.id, request.requester)}:${stream.name}`
    const grants = new Grants(options.limit, (upTo) => this.#parts.credit(request, stream.name, upTo))
    const slows = options.policy === 'queue'
    const buffer = new Buffer({ ...options, ...(slows && { onConsumed: (tag) => grants.consumed(tag) }) }, 0)
    const push = pushTo(buffer, rows)
    const receive = (samples: Samples) => {
      const { tag, data } = samples
      grants.arrived(data)
      push(samples)
      if (!slows) grants.consumed(tag + data.length - 1)
    }
    const own = { receive, grants }
    const close = () => {
      if (this.#direct.get(key) === own) this.#direct.delete(key)
    }
    this.#direct.set(key, own)
    return { buffer, begin: () => grants.renew(), close }
  }

  /** What an owner sends to everybody. */
  openShared(stream: KnownStream, options: BufferOptions, rows?: Rows): Inlet {
    const hash = userHash(stream.owner, stream.name)
    const buffer = new Buffer(options, null)
    let shared = this.#shared.get(hash)
    if (!shared) {
      const readers = new Set<Recipient>()
      const stop = this.#parts.hear(stream.owner, stream.name, (samples) => {
        for (const reader of readers) reader(samples)
      })
      shared = { readers, stop }
      this.#shared.set(hash, shared)
    }
    const { readers, stop } = shared
    const push = pushTo(buffer, rows)
    readers.add(push)
    const close = () => {
      if (!readers.delete(push) || readers.size > 0) return
      this.#shared.delete(hash)
      stop()
    }
    return { buffer, begin: () => {}, close }
  }

  /** Samples that a requester sent for an interaction of its own. False when nobody here reads them. */
  onSamples(requester: string, stream: string, id: string, samples: Samples): boolean {
    const direct = this.#direct.get(`${buildUuid(id, requester)}:${stream}`)
    direct?.receive(samples)
    return direct !== undefined
  }

  /** Says again how far the writers may go: what was said may be lost. */
  renew(): void {
    for (const { grants } of this.#direct.values()) grants.renew()
  }

  get reading(): boolean {
    return this.#direct.size > 0
  }
}

function pushTo(buffer: Buffer, rows: Rows | undefined): Recipient {
  rows?.join(buffer)
  return ({ tag, data, instance }) => {
    if (rows) rows.push(buffer, tag, data, instance)
    else buffer.push(tag, data, instance)
  }
}
