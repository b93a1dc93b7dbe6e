import * as z from 'zod'
import { type ShortId, shortenId } from '../ids.ts'
import { MAX_ROWS } from '../limits.ts'
import type { Wire } from '../wire.ts'
import { agentName, checking, counter, idToken, labelToken, listOf, shortId, version } from './field.ts'
import { leaf } from './quick.ts'

/** What can be asked of who holds an interaction. `query`: send your last status again. `list`: name the interactions that you hold. */
export const CONTROL_OPS = ['pause', 'resume', 'cancel', 'credit', 'query', 'list'] as const
export type ControlOp = (typeof CONTROL_OPS)[number]

/** Who says that it reads this can be asked about many interactions in one message. */
export const QUERIES = 'queries'

const heardSeq = leaf(z.int().min(-1), (value) => Number.isSafeInteger(value) && (value as number) >= -1)

export const controlSchema = z.lazy(() =>
  z.object({
    v: version,
    op: z.enum(CONTROL_OPS),
    /** The interaction, by its two parts; for `list`, and where `ids` stands, the id is only the name of the answer. */
    id: idToken,
    requester: agentName,
    /** Where the acknowledgement goes: this instance of the sender that the subject names. */
    senderInstance: idToken,
    /** For `credit`: the tag up to which, inclusive, samples may be sent. */
    upTo: counter.optional(),
    /** For `credit`: of which stream; absent, of the one that has the action's name. */
    stream: labelToken.optional(),
    /** For `query`: the number of the last status that was heard, -1 for none: nothing is sent again that is not newer. */
    seq: heardSeq.optional(),
    /** For `query`: of which interactions, each with its `seq`. An id is short, beside the sender's instance. */
    ids: listOf(z.tuple([shortId, heardSeq]), MAX_ROWS).optional(),
  }),
)
export type ControlMessage = z.infer<typeof controlSchema>

/** Queries of one instance about what one requester has asked, in one message. */
export function packQueries(queries: readonly ControlMessage[]): ControlMessage {
  const { v, op, id, requester, senderInstance } = queries[0]!
  const ids = queries.map((query): [ShortId, number] => [shortenId(query.id, senderInstance), query.seq ?? -1])
  return { v, op, id, requester, senderInstance, ids }
}

/** Throws BadMessageError. */
export const checkControl: (value: Wire) => ControlMessage = checking('control', controlSchema)
