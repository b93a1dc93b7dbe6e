import { type Address, parseSubject } from '@parley/protocol'
import { Uuids } from './uuids.ts'

/** Where a status comes from, as its subject says. */
export interface Source {
  readonly subject: string
  readonly address: Extract<Address, { room: 'status' }>
  readonly uuids: Uuids
}

/** Most statuses come where the one before them came: then nothing is taken apart again, and what the uuids have in common is there. */
export class Sources {
  #last: Source | null = null

  /** Null for a subject that is none of a status. */
  of(subject: string): Source | null {
    if (this.#last?.subject === subject) return this.#last
    const address = parseSubject(subject)
    if (address?.room !== 'status') return null
    this.#last = { subject, address, uuids: new Uuids(address.requester, address.requesterInstance) }
    return this.#last
  }
}
