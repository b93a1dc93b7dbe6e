import { checkStatus, statusToWire } from '../message/status.ts'
import type { Wire } from '../wire.ts'

/** A status or an ack in the form in which it came, when it is right. */
export function statusAsItCame(value: Wire): object {
  const message = checkStatus(value)
  return 'ack' in message ? message : statusToWire(message)
}
