import {
  SERVICE_VERBS,
  type ServiceInfo,
  type ServicePing,
  type ServiceStats,
  type ServiceVerb,
  serviceSubjects,
  subjectsOf,
} from '@parley/protocol'
import type { Bus } from '../bus/bus.ts'
import type { Traffic } from '../telemetry/traffic.ts'

interface Parts {
  readonly bus: Bus
  readonly self: { readonly world: string; readonly name: string; readonly instance: string }
  readonly about: { readonly version: string; readonly description?: string | undefined; readonly actions: object }
  readonly traffic: Traffic
  /** What a table of agents shows beside the counts. */
  readonly data: () => object
  readonly pid: number
}

/**
 * Answers the discovery questions of NATS micro services (ADR-32, its published JSON), so that `nats micro ls`, `info` and `stats` see every agent.
 * Written here because the client's own services package brings another copy of the client.
 */
export function answerServiceQuestions(parts: Parts): void {
  const { bus, self } = parts
  for (const verb of SERVICE_VERBS)
    for (const subject of serviceSubjects(verb, self.name, self.instance))
      bus.subscribe(subject, ({ reply }) => {
        if (reply) bus.publish(reply, new TextEncoder().encode(JSON.stringify(answer(verb, parts))))
      })
}

function answer(verb: ServiceVerb, { self, about, traffic, data, pid }: Parts): ServicePing | ServiceInfo | ServiceStats {
  const endpoint = { name: 'interaction', subject: subjectsOf(self.world).interaction(self.name, '*'), queue_group: self.name }
  const identity = {
    name: self.name,
    id: self.instance,
    version: about.version,
    metadata: { runtime: 'parley', world: self.world, pid: String(pid) },
  }
  if (verb === 'PING') return { type: 'io.nats.micro.v1.ping_response', ...identity }
  if (verb === 'INFO') {
    const metadata = { actions: Object.keys(about.actions).join(',') }
    return {
      type: 'io.nats.micro.v1.info_response',
      ...identity,
      description: about.description ?? '',
      endpoints: [{ ...endpoint, metadata }],
    }
  }
  const { ended, failed, lastError, busyMs } = traffic
  const counts = {
    num_requests: ended,
    num_errors: failed,
    last_error: lastError,
    processing_time: Math.round(busyMs * 1e6),
    average_processing_time: ended > 0 ? Math.round((busyMs * 1e6) / ended) : 0,
  }
  const started = new Date(traffic.sinceMs).toISOString()
  return { type: 'io.nats.micro.v1.stats_response', ...identity, started, endpoints: [{ ...endpoint, ...counts, data: data() }] }
}
