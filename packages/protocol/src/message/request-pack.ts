import * as z from 'zod'
import { idIn, lengthenId, type ShortId } from '../ids.ts'
import { isLabel } from '../names.ts'
import type { Wire } from '../wire.ts'
import { agentName, atMs, type Counts, checking, counts, durationMs, idToken, VERSION, version } from './field.ts'
import { checkInteraction, type InteractionMessage, UsualRequest } from './interaction.ts'
import { addTo, type Row, rowsOf, type Unpacked, unpack } from './pack.ts'
import { remembered } from './quick.ts'

/** Requests of one instance to one agent. A row: id, action, args, and a map of the fields that are not the common ones; `numSteps` is -1 where it does not stand. */
export const requestPackSchema = z.lazy(() =>
  z.object({
    v: version,
    head: remembered(
      z.object({
        requesterInstance: idToken,
        requester: agentName,
        /** What this instance reads beyond plain version 1. */
        reads: z.array(z.string()).optional(),
      }),
    ),
    createdAt: atMs,
    timeoutMs: durationMs.optional(),
    /** No id of these counts is open at the instance that asks: of those that ended it has heard the end. */
    heard: counts.optional(),
    pack: rowsOf(4),
  }),
)
export type RequestPack = z.infer<typeof requestPackSchema>
type Head = RequestPack['head']

/** A request, and its id beside the instance that asks. */
export interface RequestRow {
  readonly id: ShortId
  readonly message: InteractionMessage
}

/**
 * All of one requester's instance and one `timeoutMs`: {@link packable} says whether a request fits. `known`: a head, taken where it says the same.
 * In the order in which a Front has them.
 */
export function packRequests(rows: readonly RequestRow[], heard?: Counts, known?: Head): RequestPack {
  const { requesterInstance, requester, reads, createdAt, timeoutMs } = rows[0]!.message
  const same = known?.requesterInstance === requesterInstance && known.requester === requester && known.reads === reads
  const head = same ? known : { requesterInstance, requester, ...(reads && { reads }) }
  const packed = { v: VERSION, head, createdAt } as RequestPack
  if (timeoutMs !== undefined) packed.timeoutMs = timeoutMs
  if (heard) packed.heard = heard
  packed.pack = rows.map(({ id, message }): Row => {
    const more = moreOf(message, createdAt)
    return more ? [id, message.action, message.args, more] : [id, message.action, message.args]
  })
  return packed
}

export const packable = (a: InteractionMessage, b: InteractionMessage): boolean =>
  a.timeoutMs === b.timeoutMs && a.requesterInstance === b.requesterInstance

/** The fields that no other part of the row or the pack holds; null when there are none. */
function moreOf(request: InteractionMessage, createdAt: number): Record<string, Wire> | null {
  let more: Record<string, Wire> | null = request.createdAt === createdAt ? null : { createdAt: request.createdAt }
  for (const key in request) {
    if (isElsewhere(key) || (key === 'numSteps' && request.numSteps === -1)) continue
    more ??= {}
    more[key] = request[key as keyof InteractionMessage] as Wire
  }
  return more
}

/** No set: ten look-ups in one would cost as much as all else of a row. */
function isElsewhere(key: string): boolean {
  switch (key) {
    case 'v':
    case 'id':
    case 'requester':
    case 'requesterInstance':
    case 'action':
    case 'args':
    case 'createdAt':
    case 'timeoutMs':
    case 'reads':
      return true
    default:
      return false
  }
}

const checkRequestPack = checking('pack', requestPackSchema)

/** Throws BadMessageError when the pack itself is wrong; a wrong row is told, and the others stand. */
export function unpackRequests(value: Wire, to: Unpacked<InteractionMessage>): void {
  const { head, createdAt, timeoutMs, heard, pack } = checkRequestPack(value)
  const { requester, requesterInstance, reads } = head
  to.writer?.(requester, requesterInstance, reads, heard)
  for (let i = 0; i < pack.length; i++) {
    const row = pack[i]!
    const { 1: action, 2: args, 3: more } = row // by their places: an iterator for each row is much code
    const short = idIn(row[0], requesterInstance)
    if (more === undefined && short !== null && isLabel(action)) {
      const request: InteractionMessage = new UsualRequest(
        lengthenId(short, requesterInstance),
        requester,
        requesterInstance,
        action,
        args,
        createdAt,
      )
      if (timeoutMs !== undefined) request.timeoutMs = timeoutMs
      if (reads) request.reads = reads
      to.message(short, request)
      continue
    }
    const id = short === null ? null : lengthenId(short, requesterInstance)
    const request: Record<string, Wire> = { v: VERSION, id, requester, requesterInstance, action, args, numSteps: -1, createdAt }
    if (timeoutMs !== undefined) request.timeoutMs = timeoutMs
    if (reads) request.reads = reads
    addTo(request, more)
    unpack(short, requesterInstance, to, () => checkInteraction(request))
  }
}
