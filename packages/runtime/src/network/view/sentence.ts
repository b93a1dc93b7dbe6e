import { shortInstance } from '../../supervisor/event.ts'
import { describeDuration } from '../../time/duration.ts'
import type { NetworkEvent } from '../event.ts'

/** An event as a line for a person; nothing for what is in order and shown anyway. `wasAsked`: an end is what the supervisor wanted. */
export function describeEvent(event: NetworkEvent, wasAsked: boolean): string | undefined {
  switch (event.kind) {
    case 'exited': {
      const { agent, number, instance, pid, failure, signal, code } = event
      if (wasAsked && signal !== 'SIGKILL') return undefined
      const who = `${agent}/${instance ? shortInstance(instance) : number}`
      if (wasAsked) return `${who} did not leave in time and was killed`
      const how = failure ? `${failure.code}: ${failure.message}` : signal ? `ended by ${signal}` : `ended with code ${code}`
      return `${who}${pid ? ` (pid ${pid})` : ''} ${how}`
    }
    case 'restarting':
      return `${event.agent}/${event.number} starts again in ${describeDuration(event.inMs)} (restart ${event.attempt})`
    case 'failed':
      return `${event.agent}/${event.number} does not stay up: the network comes down`
    case 'start-ended':
      return `start: ${event.to} ${event.action} ${event.ok ? 'ok' : `failed: ${event.error.message}`}`
    case 'broker-restarted':
      return `the broker fell and is back (pid ${event.pid})`
    default:
      return undefined
  }
}
