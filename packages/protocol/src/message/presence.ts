import * as z from 'zod'
import type { Wire } from '../wire.ts'
import { atMs, checking, counter, durationMs, version } from './field.ts'

/** A sign of life of one instance: when it comes up, every `beatMs`, and when it leaves by its own will. The subject says whose. */
export const presenceSchema = z.lazy(() =>
  z.object({
    v: version,
    kind: z.enum(['up', 'beat', 'down']),
    beatMs: durationMs,
    startedAt: atMs,
    /** Interactions held: received and not completed, of those the ones that wait, and how many may be held. */
    open: counter,
    waiting: counter,
    capacity: counter,
    /** What this instance reads beyond plain version 1, for example `packs`. */
    features: z.array(z.string()).optional(),
  }),
)
export type PresenceMessage = z.infer<typeof presenceSchema>

/** Throws BadMessageError. */
export const checkPresence: (value: Wire) => PresenceMessage = checking('presence', presenceSchema)
