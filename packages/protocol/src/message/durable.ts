import * as z from 'zod'
import type { Wire } from '../wire.ts'
import { agentName, atMs, checking, counter, idToken, version, wire, wireErrorSchema } from './field.ts'
import { interactionSchema } from './interaction.ts'

/** The messages of class durable. A durable request is an Interaction, a record is a Status; these two are its own. */

/** What wakes or steers a suspended interaction. The subject says whose, and who sends it. */
export const signalSchema = z.discriminatedUnion('kind', [
  z.object({ v: version, kind: z.literal('answer'), question: idToken, value: wire }),
  z.object({
    v: version,
    kind: z.literal('child'),
    child: idToken,
    target: agentName,
    result: wire.optional(),
    error: wireErrorSchema.optional(),
  }),
  z.object({ v: version, kind: z.literal('timer'), entry: counter, at: atMs }),
  z.object({ v: version, kind: z.enum(['cancel', 'pause', 'resume']) }),
])
export type SignalMessage = z.infer<typeof signalSchema>

/** Entry n of a journal: entry 1 holds the request, the first entry of an activation claims it. */
export const journalEntrySchema = z.discriminatedUnion('kind', [
  z.object({ v: version, kind: z.literal('request'), at: atMs, instance: idToken, request: interactionSchema }),
  z.object({ v: version, kind: z.literal('claim'), at: atMs, instance: idToken, attempt: counter }),
  z.object({ v: version, kind: z.literal('step'), at: atMs, name: z.string(), result: wire.optional(), error: wireErrorSchema.optional() }),
  z.object({ v: version, kind: z.literal('child'), at: atMs, child: idToken, target: agentName, action: z.string() }),
  z.object({ v: version, kind: z.literal('wait'), at: atMs, for: z.enum(['timer', 'answer', 'child']), until: atMs.optional() }),
  z.object({ v: version, kind: z.literal('signal'), at: atMs, signal: signalSchema }),
  z.object({ v: version, kind: z.literal('end'), at: atMs, instance: idToken }),
])
export type JournalEntry = z.infer<typeof journalEntrySchema>

/** Both throw BadMessageError. */
export const checkSignal: (value: Wire) => SignalMessage = checking('signal', signalSchema)
export const checkJournalEntry: (value: Wire) => JournalEntry = checking('journal', journalEntrySchema)
