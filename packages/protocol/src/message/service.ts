import * as z from 'zod'

/** The discovery messages of NATS micro services (ADR-32), JSON: what `nats micro ls`, `info` and `stats` ask for. */
export const SERVICE_VERBS = ['PING', 'INFO', 'STATS'] as const
export type ServiceVerb = (typeof SERVICE_VERBS)[number]

const identity = () => ({ name: z.string(), id: z.string(), version: z.string(), metadata: z.record(z.string(), z.string()) })

export const servicePingSchema = z.lazy(() => z.object({ type: z.literal('io.nats.micro.v1.ping_response'), ...identity() }))
export const serviceInfoSchema = z.lazy(() =>
  z.object({
    type: z.literal('io.nats.micro.v1.info_response'),
    ...identity(),
    description: z.string(),
    endpoints: z.array(
      z.object({ name: z.string(), subject: z.string(), queue_group: z.string(), metadata: z.record(z.string(), z.string()).optional() }),
    ),
  }),
)
export const serviceStatsSchema = z.lazy(() =>
  z.object({
    type: z.literal('io.nats.micro.v1.stats_response'),
    ...identity(),
    started: z.iso.datetime(),
    endpoints: z.array(
      z.object({
        name: z.string(),
        subject: z.string(),
        queue_group: z.string(),
        num_requests: z.int(),
        num_errors: z.int(),
        last_error: z.string(),
        /** Nanoseconds. */
        processing_time: z.int(),
        average_processing_time: z.int(),
        data: z.unknown().optional(),
      }),
    ),
  }),
)
export type ServicePing = z.infer<typeof servicePingSchema>
export type ServiceInfo = z.infer<typeof serviceInfoSchema>
export type ServiceStats = z.infer<typeof serviceStatsSchema>

/** The subjects on which a service hears a verb: to all, to its name, to itself. */
export const serviceSubjects = (verb: ServiceVerb, name: string, id: string): string[] => [
  `$SRV.${verb}`,
  `$SRV.${verb}.${name}`,
  `$SRV.${verb}.${name}.${id}`,
]
