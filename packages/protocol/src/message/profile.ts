import * as z from 'zod'
import { agentName, counter, idToken, labelToken, version, wire } from './field.ts'
import { slotsSchema, streamSchema, VISIBILITIES } from './properties.ts'

/** The name of the action that every agent has: it answers with its {@link Profile}. */
export const DESCRIBE = 'describe'

/** What an agent can do. Schemas are JSON Schema. */
export const profileSchema = z.lazy(() =>
  z.object({
    v: version,
    agent: agentName,
    instance: idToken,
    version: z.string(),
    description: z.string().optional(),
    concurrency: counter,
    actions: z.record(
      labelToken,
      z.object({
        description: z.string().optional(),
        input: wire,
        output: wire.optional(),
        yields: wire.optional(),
        /** Of an action that runs once per fresh set of samples. */
        slots: slotsSchema.optional(),
        /** Who may ask; absent: whoever may speak to the agent. */
        roles: z.array(z.string()).optional(),
        visibility: z.enum(VISIBILITIES).optional(),
      }),
    ),
    streams: z.array(streamSchema).optional(),
    /** The states of its behaviour. */
    states: z.array(z.string()).optional(),
    features: z.array(z.string()),
  }),
)
export type Profile = z.infer<typeof profileSchema>
