import * as z from 'zod'
import { COMPLETION_REASONS, type InteractionStatus, STATUSES } from '../lifecycle.ts'
import { MAX_ROWS } from '../limits.ts'
import type { Origin } from '../origin.ts'
import type { Wire } from '../wire.ts'
import { CONTROL_OPS } from './control.ts'
import {
  agentName,
  atMs,
  checking,
  counter,
  durationMs,
  idToken,
  labelToken,
  listOf,
  shortId,
  VERSION,
  version,
  wire,
  wireErrorSchema,
} from './field.ts'

const status = z.enum(STATUSES)

/** What a target says of one interaction. Transitions since its last status come together: an interaction that is quick costs one status. */
export const statusSchema = z.lazy(() =>
  z.object({
    v: version,
    by: agentName,
    instance: idToken,
    /** 0, 1, 2 …: a status that was sent again is known by it. */
    seq: counter,
    status,
    /** What happened since the last status, each with its time. */
    transitions: z.array(z.tuple([status, atMs])),
    reason: z.enum(COMPLETION_REASONS).optional(),
    error: wireErrorSchema.optional(),
    result: wire.optional(),
    /** The behaviour's state that was reached. */
    state: z.string().optional(),
    /** The last tag of each stream, for the receiver to see gaps. */
    tags: z.record(z.string(), z.int()).optional(),
    /** The step that was done last, and how many there are when that is known. */
    step: z.int().optional(),
    steps: z.int().optional(),
    /** What this instance reads beyond plain version 1. */
    reads: z.array(z.string()).optional(),
    /** Which activation speaks; a durable interaction that another worker takes over raises it. */
    attempt: counter.optional(),
  }),
)
/** A status as it travels alone. */
export type StatusWire = z.infer<typeof statusSchema>
/** A status as both ends hold it: each transition is two numbers, its status by its place in STATUSES and its time. */
export type StatusMessage = Omit<StatusWire, 'transitions'> & { transitions: number[] }

/** A status with nothing in it but where an interaction stands; whoever tells of it may add to it. A class, as {@link Origin} is one. */
export class UsualStatus implements StatusMessage {
  readonly v = VERSION
  readonly by: string
  readonly instance: string
  readonly seq: number
  readonly status: InteractionStatus
  readonly transitions: number[]

  constructor(by: string, instance: string, seq: number, status: InteractionStatus, transitions: number[]) {
    this.by = by
    this.instance = instance
    this.seq = seq
    this.status = status
    this.transitions = transitions
  }
}

export const statusToWire = (message: StatusMessage): StatusWire => ({ ...message, transitions: pairsOf(message.transitions) })

export function statusOf(told: StatusWire): StatusMessage {
  const transitions: number[] = []
  for (const [name, atMs] of told.transitions) transitions.push(numberOf(name), atMs)
  return { ...told, transitions }
}

/** The place of a status in STATUSES. */
export const numberOf = (name: InteractionStatus): number => STATUSES.indexOf(name)

function pairsOf(transitions: readonly number[]): StatusWire['transitions'] {
  const pairs: StatusWire['transitions'] = []
  for (let i = 0; i < transitions.length; i += 2) pairs.push([STATUSES[transitions[i]!]!, transitions[i + 1]!])
  return pairs
}

/** An interaction that an instance holds, as it tells an operator; or its requester, of his own. */
export const heldSchema = z.lazy(() =>
  z.object({
    id: idToken,
    requester: agentName,
    action: labelToken,
    status,
    /** For how long it has been held. */
    ageMs: durationMs,
    step: z.int().optional(),
    steps: z.int().optional(),
    priority: z.int().optional(),
  }),
)
export type HeldInteraction = z.infer<typeof heldSchema>

/** The answer of every hearer of a control, on the status subject of the steered interaction, to the sender's instance. */
export const ackSchema = z.lazy(() =>
  z.object({
    v: version,
    by: agentName,
    instance: idToken,
    /** Whose interaction it is that was steered: with the id of the subject, its uuid. */
    requester: agentName,
    ack: z.object({ op: z.enum(CONTROL_OPS), ok: z.boolean(), held: z.boolean(), code: z.string().optional() }),
    /** In the answer to a query of many: those of them that it is about, short as there. */
    ids: listOf(shortId, MAX_ROWS).optional(),
    /** In the answer to `list`: the oldest, and how many more there are. */
    held: z.array(heldSchema).optional(),
    more: counter.optional(),
  }),
)
export type AckMessage = z.infer<typeof ackSchema>

/** The two things that travel on a status subject alone; a pack is the third (pack.ts). Throws BadMessageError. */
export function checkStatus(value: Wire): StatusMessage | AckMessage {
  return typeof value === 'object' && value !== null && 'ack' in value ? checkAck(value) : statusOf(checkToldStatus(value))
}
const checkAck = checking('ack', ackSchema)
export const checkToldStatus: (value: Wire) => StatusWire = checking('status', statusSchema)
