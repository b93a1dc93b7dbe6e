import { type AckMessage, type InteractionMessage, type StatusMessage, type StatusWire, statusOf, VERSION } from '@parley/protocol'

/** A request from `alice`, with what the test cares about. */
export const aRequest = (own: Partial<InteractionMessage> = {}): InteractionMessage => ({
  ...{ v: VERSION, id: 'a-1', requester: 'alice', requesterInstance: 'a', action: 'work', args: {}, numSteps: -1, createdAt: 0 },
  ...own,
})

/** A status of `bob`'s instance `b`; what came last is the status unless it is given. */
export function aStatus(seq: number, own: Partial<StatusWire> = {}): StatusMessage {
  const status = own.status ?? own.transitions?.at(-1)?.[0] ?? 'running'
  return statusOf({ v: VERSION, by: 'bob', instance: 'b', seq, status, transitions: [[status, 0]], ...own })
}

/** What an instance of `bob` says to a control. */
export const anAck = (held: boolean, own: Partial<AckMessage['ack']> = {}, instance = 'b'): AckMessage => ({
  ...{ v: VERSION, by: 'bob', instance, requester: 'alice' },
  ack: { op: 'query', ok: true, held, ...own },
})
