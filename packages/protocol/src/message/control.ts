import * as z from 'zod'
import type { Wire } from '../wire.ts'
import { agentName, checkMessage, counter, idToken, labelToken, version } from './field.ts'
import { leaf } from './quick.ts'

/** What can be asked of who holds an interaction. `query`: send your last status again. `list`: name the interactions that you hold. */
export const CONTROL_OPS = ['pause', 'resume', 'cancel', 'credit', 'query', 'list'] as const
export type ControlOp = (typeof CONTROL_OPS)[number]

const heardSeq = leaf(z.int().min(-1), (value) => Number.isSafeInteger(value) && (value as number) >= -1)

export const controlSchema = z.object({
  v: version,
  op: z.enum(CONTROL_OPS),
  /** The interaction, by its two parts; for `list` the id is only the name of the answer. */
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
})
export type ControlMessage = z.infer<typeof controlSchema>

/** Throws BadMessageError. */
export const checkControl = (value: Wire): ControlMessage => checkMessage('control', controlSchema, value)
