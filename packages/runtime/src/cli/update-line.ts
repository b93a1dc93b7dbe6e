import type { StatusUpdate } from '../client/call.ts'
import type { Colors } from '../network/view/colors.ts'

/** A status update as a line: its time, who says it, what, which step, and, at the end, why. */
export function updateLine({ atMs, target, instance, status, step, steps, reason, error, state }: StatusUpdate, colors: Colors): string {
  const { dim, cyan } = colors
  const parts = [
    dim(timeOfDay(atMs)),
    cyan(`${target}${instance ? `/${instance.slice(-4)}` : ''}`),
    status === 'completed' ? paintEnd(status, reason, colors) : status,
    // Steps count from 0; a person's from 1. What was received has done none, though its news may come with a later one's.
    ...(step === undefined || status === 'received' ? [] : [`step ${step + 1}${steps === undefined ? '' : `/${steps}`}`]),
    ...(state === undefined ? [] : [`state ${state}`]),
    ...(error ? [`${error.code}: ${error.message}${error.retryable ? ' (trying again may help)' : ''}`] : []),
  ]
  return parts.join('  ')
}

function paintEnd(status: string, reason = 'ok', { green, red }: Colors): string {
  return (reason === 'ok' ? green : red)(`${status} ${reason}`)
}

/** `14:03:21.048`, by this machine's zone. */
function timeOfDay(atMs: number): string {
  const at = new Date(atMs)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`
}
