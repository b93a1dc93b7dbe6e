import * as z from 'zod'
import { ParleyError } from '../errors.ts'
import { type InteractionStatus, STATUSES } from '../lifecycle.ts'
import { MAX_ROWS } from '../limits.ts'
import { ANY, isId } from '../names.ts'
import type { Wire } from '../wire.ts'
import { CLAIMS } from './claim.ts'
import { agentName, atMs, BadMessageError, checkMessage, durationMs, idToken, VERSION, version } from './field.ts'
import { checkInteraction, type InteractionMessage } from './interaction.ts'
import { leaf } from './quick.ts'
import { type StatusMessage, statusSchema } from './status.ts'

/**
 * Messages of one moment in one message, for an end that has said that it reads them (`reads: ['packs']`). What they have in common stands once, each has a row.
 * In a row, an id that begins with `_` is the requester's instance and what follows. Plain MessagePack, like everything: any language can write one.
 */
export const PACKS = 'packs'
/** Who says that it reads this tells a writer of samples how far it may go; who does not, is sent all as it comes. */
export const CREDIT = 'credit'
/** All that this end reads beyond plain version 1, said in presence, requests and statuses. */
export const FEATURES: string[] = [PACKS, CREDIT, CLAIMS]

type Row = readonly [id: Wire, second: Wire, third: Wire, more?: Wire]
const isRow = (row: unknown): row is Row => Array.isArray(row) && (row.length === 3 || row.length === 4)
const rows = leaf(
  z
    .array(z.custom<Row>(isRow, { error: 'expected a row of three or four' }))
    .min(1)
    .max(MAX_ROWS),
  (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_ROWS && value.every(isRow),
)

/** Requests of one instance to one agent. A row: id, action, args, and a map of the fields that are not the common ones; `numSteps` is -1 where it does not stand. */
export const requestPackSchema = z.object({
  v: version,
  requester: agentName,
  requesterInstance: idToken,
  createdAt: atMs,
  timeoutMs: durationMs.optional(),
  /** What this instance reads beyond plain version 1. */
  reads: z.array(z.string()).optional(),
  pack: rows,
})

/** Statuses of one instance for one instance. A row: id, seq, transitions, and a map of the rest. Transitions are flat: a number of STATUSES, milliseconds after `atMs`, and so on. */
export const statusPackSchema = z.object({ v: version, by: agentName, instance: idToken, atMs, pack: rows })

/** Hears what a pack holds: each message, checked, or what is wrong with its row and under which id. */
export interface Unpacked<M> {
  message(id: string, message: M): void
  bad(id: string | null, error: ParleyError): void
}

export const isPack = (value: Wire): boolean => typeof value === 'object' && value !== null && 'pack' in value

/** All of one requester's instance and one `timeoutMs`: {@link packable} says whether a request fits. */
export function packRequests(requests: readonly InteractionMessage[]): Wire {
  const { requester, requesterInstance, createdAt, timeoutMs, reads } = requests[0]!
  const pack = requests.map((request) => {
    const row: Wire[] = [shorten(request.id, requesterInstance), request.action, request.args]
    const more = moreOf(request, createdAt)
    if (more) row.push(more)
    return row
  })
  const common: Record<string, Wire> = { v: VERSION, requester, requesterInstance, createdAt, pack }
  if (timeoutMs !== undefined) common.timeoutMs = timeoutMs
  if (reads) common.reads = reads
  return common
}

export const packable = (a: InteractionMessage, b: InteractionMessage): boolean =>
  a.timeoutMs === b.timeoutMs && a.requesterInstance === b.requesterInstance

/** The fields that no other part of the row or the pack holds; null when there are none. */
function moreOf(request: InteractionMessage, createdAt: number): Record<string, Wire> | null {
  let more: Record<string, Wire> | null = request.createdAt === createdAt ? null : { createdAt: request.createdAt }
  for (const key in request) {
    if (ROW_OR_COMMON.has(key) || (key === 'numSteps' && request.numSteps === -1)) continue
    more ??= {}
    more[key] = request[key as keyof InteractionMessage] as Wire
  }
  return more
}
const ROW_OR_COMMON = new Set(['v', 'id', 'requester', 'requesterInstance', 'action', 'args', 'createdAt', 'timeoutMs', 'reads'])

/** Throws BadMessageError when the pack itself is wrong; a wrong row is told, and the others stand. */
export function unpackRequests(value: Wire, to: Unpacked<InteractionMessage>): void {
  const { requester, requesterInstance, createdAt, timeoutMs, reads, pack } = checkMessage('pack', requestPackSchema, value)
  for (const [shortId, action, args, more] of pack) {
    const id = lengthen(shortId, requesterInstance)
    const request: Record<string, Wire> = { v: VERSION, id, requester, requesterInstance, action, args, numSteps: -1, createdAt }
    if (timeoutMs !== undefined) request.timeoutMs = timeoutMs
    if (reads) request.reads = reads
    addTo(request, more)
    unpack(id, to, () => checkInteraction(request))
  }
}

/** A status, and which interaction it is of. */
export interface StatusRow {
  readonly id: string
  readonly message: StatusMessage
}

/** All by one instance, for one requester instance. */
export function packStatuses(rows: readonly StatusRow[], requesterInstance: string): Wire {
  const { by, instance, transitions } = rows[0]!.message
  const base = transitions[0]?.[1] ?? 0
  const pack = rows.map(({ id, message }) => {
    const flat: number[] = []
    for (const [name, at] of message.transitions) flat.push(NUMBER_OF.get(name)!, at - base)
    const row: Wire[] = [shorten(id, requesterInstance), message.seq, flat]
    const more = restOf(message)
    if (more) row.push(more)
    return row
  })
  return { v: VERSION, by, instance, atMs: base, pack }
}

const NUMBER_OF = new Map<InteractionStatus, number>(STATUSES.map((status, i) => [status, i]))
/** What a row has only when there is something to say. */
const REST = ['reason', 'error', 'result', 'state', 'tags', 'step', 'steps', 'attempt'] as const satisfies (keyof StatusMessage)[]

function restOf(message: StatusMessage): Record<string, Wire> | null {
  const last = message.transitions[message.transitions.length - 1]?.[0]
  let more: Record<string, Wire> | null = message.status === last ? null : { status: message.status }
  for (const key of REST) {
    const value = message[key]
    if (value === undefined) continue
    more ??= {}
    more[key] = value as Wire
  }
  return more
}

/** Throws BadMessageError when the pack itself is wrong; a wrong row is told, and the others stand. */
export function unpackStatuses(value: Wire, requesterInstance: string, to: Unpacked<StatusMessage>): void {
  const { by, instance, atMs: base, pack } = checkMessage('pack', statusPackSchema, value)
  for (const [shortId, seq, flat, more] of pack) {
    const id = lengthen(shortId, requesterInstance)
    const transitions: Wire[] = []
    if (Array.isArray(flat)) for (let i = 0; i + 1 < flat.length; i += 2) transitions.push(transitionOf(flat[i]!, flat[i + 1]!, base))
    const last = transitions[transitions.length - 1] as Wire[] | undefined
    const status: Record<string, Wire> = { v: VERSION, by, instance, seq, status: last?.[0] ?? null, transitions }
    addTo(status, more)
    unpack(id, to, () => checkMessage('status', statusSchema, status))
  }
}

/** What is no number becomes null, which the schema refuses. */
const transitionOf = (status: Wire, afterMs: Wire, base: number): Wire => [
  (typeof status === 'number' && STATUSES[status]) || null,
  typeof afterMs === 'number' ? base + afterMs : null,
]

function unpack<M>(id: Wire, to: Unpacked<M>, check: () => M): void {
  if (!isId(id)) return to.bad(null, new BadMessageError('pack', 'id', 'not the form of an id'))
  let message: M
  try {
    message = check()
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error
    return to.bad(id, error)
  }
  to.message(id, message)
}

function addTo(message: Record<string, Wire>, more: Wire | undefined): void {
  if (typeof more === 'object' && more !== null) for (const key in more) message[key] = (more as Record<string, Wire>)[key]!
}

const shorten = (id: string, instance: string): string => (id.startsWith(instance) ? ANY + id.slice(instance.length) : id)
const lengthen = (id: Wire, instance: string): Wire => (typeof id === 'string' && id.startsWith(ANY) ? instance + id.slice(1) : id)
