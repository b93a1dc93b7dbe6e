import { serviceStatsSchema } from '@parley/protocol'
import * as z from 'zod'
import type { Bus, Incoming } from '../bus/bus.ts'
import type { Clock } from '../time/clock.ts'

/** What one instance says of itself when it is asked. */
export interface InstanceReport {
  readonly name: string
  readonly instance: string
  readonly version: string
  readonly world: string
  readonly pid: number
  /** Milliseconds since 1970, by its own clock. */
  readonly startedMs: number
  /** Interactions held now; of those the ones that wait for a place, and the ones that run. */
  readonly open: number
  readonly waiting: number
  readonly running: number
  /** Interactions that ended ok, and otherwise, since it began. */
  readonly done: number
  readonly failed: number
  readonly lastError?: string
}

interface SurveyOptions {
  /** Only agents of this world. */
  readonly world: string
  readonly clock: Clock
  /** How long the first answer may take. */
  readonly firstMs?: number
  /** Nobody else answers once it was quiet for so long. */
  readonly quietMs?: number
  /** Ends it however many still answer. */
  readonly limitMs?: number
}

/** What `data` of a Parley agent holds beside the counts of ADR-32. */
const loadSchema = z.lazy(() => z.object({ open: z.int(), waiting: z.int(), running: z.int() }))

/**
 * Asks every agent for its figures, by the discovery of NATS micro services (ADR-32), and collects until the answers stall.
 * The inbox is a tool's (`_INBOX.`): agents may publish there, whatever else they may not. Sorted by name, then by age.
 */
export async function survey(
  bus: Bus,
  { world, clock, firstMs = 1_000, quietMs = 250, limitMs = 5_000 }: SurveyOptions,
): Promise<InstanceReport[]> {
  const reports = new Map<string, InstanceReport>()
  const inbox = `_INBOX.${crypto.randomUUID()}`
  let disarm = () => {}
  let disarmLimit = () => {}
  let stop = () => {}
  await new Promise<void>((finish) => {
    disarm = clock.after(firstMs, finish)
    disarmLimit = clock.after(limitMs, finish)
    stop = bus.subscribe(inbox, (message) => {
      disarm()
      if (message.noResponders) return finish()
      disarm = clock.after(quietMs, finish)
      const report = reportOf(message)
      if (report?.world === world) reports.set(report.instance, report)
    })
    bus.publish('$SRV.STATS', new Uint8Array(), inbox)
  })
  for (const end of [disarm, disarmLimit, stop]) end()
  return [...reports.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.startedMs - b.startedMs))
}

/** Nothing for what is no agent of ours: other services answer too. */
function reportOf({ data }: Incoming): InstanceReport | undefined {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(data))
  } catch {
    return undefined
  }
  const stats = serviceStatsSchema.safeParse(value).data
  const endpoint = stats?.endpoints[0]
  const load = loadSchema.safeParse(endpoint?.data).data
  if (!stats || !endpoint || !load || stats.metadata.runtime !== 'parley') return undefined
  const { name, id: instance, version, metadata, started } = stats
  const { num_requests: ended, num_errors: failed, last_error: lastError } = endpoint
  return {
    ...{ name, instance, version, world: metadata.world ?? '', pid: Number(metadata.pid), startedMs: Date.parse(started) },
    ...load,
    ...{ done: ended - failed, failed, ...(lastError && { lastError }) },
  }
}
