import * as z from 'zod'
import { idIn, type ShortId, shortenId } from '../ids.ts'
import { type InteractionStatus, STATUSES } from '../lifecycle.ts'
import type { Wire } from '../wire.ts'
import { agentName, atMs, checking, idToken, VERSION, version } from './field.ts'
import { addTo, type Row, rowsOf, type Unpacked, unpack } from './pack.ts'
import { remembered } from './quick.ts'
import { checkToldStatus, type StatusMessage, statusOf } from './status.ts'

/**
 * Statuses of one instance for one instance. A row: id, seq, transitions, a map of the rest or null, and the result. Transitions are flat: a number of STATUSES,
 * milliseconds after `atMs`, and so on. One that has completed, and says no reason, has done so `ok`.
 */
export const statusPackSchema = z.lazy(() =>
  z.object({
    v: version,
    head: remembered(
      z.object({
        instance: idToken,
        by: agentName,
        /** What this instance reads beyond plain version 1. */
        reads: z.array(z.string()).optional(),
      }),
    ),
    atMs,
    pack: rowsOf(5),
  }),
)
export type StatusPack = z.infer<typeof statusPackSchema>
type Head = StatusPack['head']

/** A status, and which interaction it is of. */
export interface StatusRow {
  readonly id: ShortId
  readonly message: StatusMessage
}

/** All by one instance, for one requester instance. `known`: a head, taken where it says the same. */
export function packStatuses(rows: readonly StatusRow[], requesterInstance: string, known?: Head): StatusPack {
  const { instance, by, reads, transitions } = rows[0]!.message
  const same = known?.instance === instance && known.by === by && known.reads === reads
  const base = transitions[1] ?? 0
  const pack = rows.map(({ id, message }): Row => {
    const short = typeof id === 'number' ? id : shortenId(id, requesterInstance)
    const [told, more] = [after(message.transitions, base), restOf(message)]
    if (message.result !== undefined) return [short, message.seq, told, more, message.result]
    return more ? [short, message.seq, told, more] : [short, message.seq, told]
  })
  return { v: VERSION, head: same ? known : { instance, by, ...(reads && { reads }) }, atMs: base, pack }
}

/** Their times counted from another one. `| 0`: the engine keeps whole numbers of 32 bits apart from others, and an array of those alone is written faster. */
function after(transitions: readonly number[], base: number): number[] {
  const all = new Array<number>(transitions.length) // in its size: one that grows takes room for a dozen more
  for (let i = 0; i < transitions.length; i += 2) {
    const ms = transitions[i + 1]! - base
    all[i] = transitions[i]! | 0
    all[i + 1] = ms === (ms | 0) ? ms | 0 : ms
  }
  return all
}

/** What a row has only when there is something to say; null when there is nothing. */
function restOf(message: StatusMessage): Record<string, Wire> | null {
  const { status, transitions, reason } = message
  let more: Record<string, Wire> | null = null
  if (status !== STATUSES[transitions[transitions.length - 2]!]) more = { status }
  if (reason !== undefined && !(reason === 'ok' && status === 'completed')) more = { ...more, reason }
  for (const key in message) {
    if (isElsewhere(key) || message[key as keyof StatusMessage] === undefined) continue
    more ??= {}
    more[key] = message[key as keyof StatusMessage] as Wire
  }
  return more
}

function isElsewhere(key: string): boolean {
  switch (key) {
    case 'v':
    case 'by':
    case 'instance':
    case 'seq':
    case 'status':
    case 'transitions':
    case 'reads':
    case 'reason':
    case 'result':
      return true
    default:
      return false
  }
}

const checkStatusPack = checking('pack', statusPackSchema)

/** Throws BadMessageError when the pack itself is wrong; a wrong row is told, and the others stand. */
export function unpackStatuses(value: Wire, requesterInstance: string, to: Unpacked<StatusMessage>): void {
  const { head, atMs: base, pack } = checkStatusPack(value)
  const { by, instance, reads } = head
  to.writer?.(by, instance, reads)
  for (let i = 0; i < pack.length; i++) {
    const row = pack[i]!
    const { 1: seq, 2: flat, 3: more = null, 4: result } = row // by their places: an iterator for each row is much code
    const id = idIn(row[0], requesterInstance)
    const status = lastOf(flat)
    const transitions = status ? momentsIn(flat as Wire[], base) : null
    if (more === null && status && transitions && isCount(seq) && id !== null) {
      if (status !== 'completed') to.message(id, { v: VERSION, by, instance, seq, status, transitions })
      else if (result === undefined) to.message(id, { v: VERSION, by, instance, seq, status, transitions, reason: 'ok' })
      else to.message(id, { v: VERSION, by, instance, seq, status, transitions, reason: 'ok', result })
      continue
    }
    const told: Record<string, Wire> = { v: VERSION, by, instance, seq, status: status ?? null, transitions: pairsIn(flat, base) }
    addTo(told, more)
    if (told.status === 'completed') told.reason ??= 'ok'
    if (result !== undefined) told.result = result
    unpack(id, requesterInstance, to, () => statusOf(checkToldStatus(told)))
  }
}

/** By its number, and by nothing else: a list has more keys than those. */
const statusIn = (value: Wire | undefined): InteractionStatus | undefined => (typeof value === 'number' ? STATUSES[value] : undefined)

/** The status of the last transition. */
const lastOf = (flat: Wire): InteractionStatus | undefined => (Array.isArray(flat) ? statusIn(flat[flat.length - 2]) : undefined)

const isCount = (value: Wire): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** The way back; null for what are no transitions. */
function momentsIn(flat: readonly Wire[], base: number): number[] | null {
  if (flat.length % 2 > 0) return null
  const all = flat.slice()
  for (let i = 1; i < all.length; i += 2) {
    const afterMs = all[i]!
    if (statusIn(all[i - 1]) === undefined || typeof afterMs !== 'number') return null
    const ms = base + afterMs
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) return null
    all[i] = ms
  }
  return all as number[]
}

/** As the schema wants to see them; what is no number becomes null, which it refuses. */
function pairsIn(flat: Wire, base: number): Wire {
  const pairs: Wire[] = []
  const all = Array.isArray(flat) ? (flat as readonly Wire[]) : [null]
  for (let i = 0; i < all.length; i += 2) {
    const [status, afterMs] = [all[i], all[i + 1]]
    pairs.push([statusIn(status) ?? null, typeof afterMs === 'number' ? base + afterMs : null])
  }
  return pairs
}
