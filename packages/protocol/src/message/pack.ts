import * as z from 'zod'
import { ParleyError } from '../errors.ts'
import { lengthenId, type ShortId } from '../ids.ts'
import { MAX_ROWS } from '../limits.ts'
import type { Wire } from '../wire.ts'
import { CLAIMS } from './claim.ts'
import { QUERIES } from './control.ts'
import { BadMessageError, type Counts, listOf } from './field.ts'
import { leaf } from './quick.ts'

/**
 * Messages of one moment in one message, for an end that has said that it reads them (`reads: ['packs']`). What they have in common stands once, each has a row.
 * In a row, an id is short, beside the requester's instance. Plain MessagePack, like everything: any language can write one.
 */
export const PACKS = 'packs'
/** Who says that it reads this tells a writer of samples how far it may go; who does not, is sent all as it comes. */
export const CREDIT = 'credit'
/** All that this end reads beyond plain version 1, said in presence, requests and statuses. */
export const FEATURES: string[] = [PACKS, CREDIT, CLAIMS, QUERIES]

export type Row = readonly [id: Wire, second: Wire, third: Wire, more?: Wire, result?: Wire]
/** The rows of a pack, of three to so many. */
export const rowsOf = (most: number) => {
  const isRow = (row: unknown): row is Row => Array.isArray(row) && row.length >= 3 && row.length <= most
  return listOf(leaf(z.custom<Row>(isRow, { error: `expected a row of three to ${most}` }), isRow), MAX_ROWS)
}

/** Hears what a pack holds: each message, checked, or what is wrong with its row and under which id. */
export interface Unpacked<M> {
  /** Before anything else: who wrote the pack, as it says, what it reads, and of which of its requests it has heard the end. */
  writer?(name: string, instance: string, reads: readonly string[] | undefined, heard?: Counts): void
  message(id: ShortId, message: M): void
  bad(id: string | null, error: ParleyError): void
}

export const isPack = (value: Wire): boolean => typeof value === 'object' && value !== null && 'pack' in value

/** Tells the message of a row that is not as short as most, or what is wrong with it. */
export function unpack<M>(id: ShortId | null, instance: string, to: Unpacked<M>, check: () => M): void {
  if (id === null) return to.bad(null, new BadMessageError('pack', 'id', 'not the form of an id'))
  let message: M
  try {
    message = check()
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error
    return to.bad(lengthenId(id, instance), error)
  }
  to.message(id, message)
}

export function addTo(message: Record<string, Wire>, more: Wire | undefined): void {
  if (typeof more === 'object' && more !== null) for (const key in more) message[key] = (more as Record<string, Wire>)[key]!
}
