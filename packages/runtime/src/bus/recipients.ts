import type {
  AckMessage,
  ControlMessage,
  Counts,
  InteractionMessage,
  Origin,
  ParleyError,
  SamplesMessage,
  ShortId,
  StatusMessage,
} from '@parley/protocol'

/** Where decoded messages go. The first argument is always who speaks, by the subject. */
export interface Recipients {
  /** `origin`: when it is known already. */
  onRequest(requester: string, request: InteractionMessage, origin?: Origin): void
  /** Of these counts nothing is open at that instance of it. */
  onHeard(requester: string, instance: string, counts: Counts): void
  /** The id is short, beside this instance. */
  onStatus(target: string, id: ShortId, status: StatusMessage): void
  onAck(target: string, id: string, ack: AckMessage): void
  onNoResponders(target: string, id: string): void
  /** It was in a pack that its target does not read. */
  onPackRefused(target: string, id: string): void
  onControl(sender: string, control: ControlMessage): void
  /** Whether a status about this is waited for: only then what it stands for is fetched. */
  awaits(target: string, id: string): boolean
  onSamples(owner: string, stream: string, id: string, samples: SamplesMessage): void
  /** Bytes that are no request, from a requester whose reply subject tells where a status would go. */
  onBadRequest(requester: string, requesterInstance: string, id: string, error: ParleyError): void
  /** Something that is no message of ours, or that broke us. */
  onRefused(subject: string, error: unknown): void
}
