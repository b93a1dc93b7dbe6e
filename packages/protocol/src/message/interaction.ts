import * as z from 'zod'
import { MAX_ANCESTORS, MAX_STEPS } from '../limits.ts'
import { isAgentName } from '../names.ts'
import type { Origin } from '../origin.ts'
import type { Wire } from '../wire.ts'
import { agentName, atMs, checking, durationMs, idToken, labelToken, VERSION, version, wire } from './field.ts'
import { leaf } from './quick.ts'

/** Stream references by the slot that they are meant for; a hint, not an order. */
const streamsSchema = z.lazy(() =>
  z.object({
    stdin: z.array(z.string()).optional(),
    stdtar: z.array(z.string()).optional(),
    stdext: z.array(z.string()).optional(),
    stdunk: z.array(z.string()).optional(),
  }),
)

/** A request, as it travels to one target (which never learns of the others). */
export const interactionSchema = z.lazy(() =>
  z.object({
    v: version,
    /** One subject token; with the requester it makes the uuid. */
    id: idToken,
    requester: agentName,
    requesterInstance: idToken,
    action: labelToken,
    /** Checked by the target with the action's own schema. */
    args: wire,
    streams: streamsSchema.optional(),
    /** Values in the place of streams: in order, or by stream name. */
    samples: wire.optional(),
    /** How many steps; -1: until the action ends by itself. A text is a placeholder that the target replaces before the first step. */
    numSteps: leaf(
      z.union([z.int().min(-1).max(MAX_STEPS), z.string().max(64)], {
        error: `expected a whole number from -1 to ${MAX_STEPS}, or a placeholder of at most 64 characters`,
      }),
      (value) =>
        typeof value === 'string' ? value.length <= 64 : Number.isInteger(value) && Number(value) >= -1 && Number(value) <= MAX_STEPS,
    ),
    /** The behaviour's state that must hold, and the one to reach. */
    fromState: z.string().max(128).optional(),
    toState: z.string().max(128).optional(),
    /** The execution time allowed in all, and what was left of it when this was sent. PAUSED time does not count. */
    timeoutMs: durationMs.optional(),
    remainingMs: durationMs.optional(),
    /** No status comes back. */
    volatile: z.boolean().optional(),
    /** It lives on when its requester dies. */
    detached: z.boolean().optional(),
    /** Higher goes first; 0 by default. */
    priority: z.int().optional(),
    /** The agents that wait for this one, outermost first. */
    ancestors: leaf(
      z.array(agentName).max(MAX_ANCESTORS),
      (value) => Array.isArray(value) && value.length <= MAX_ANCESTORS && value.every(isAgentName),
    ).optional(),
    /** The id of the failed attempt that this one repeats. */
    retryOf: idToken.optional(),
    /** What the requester's instance reads beyond plain version 1. */
    reads: z.array(z.string()).optional(),
    createdAt: atMs,
  }),
)
export type InteractionMessage = z.infer<typeof interactionSchema>

/** Throws BadMessageError. */
export const checkInteraction: (value: Wire) => InteractionMessage = checking('interaction', interactionSchema)

/** What nearly every request says; whoever sends it may add to it. A class, as {@link Origin} is one. */
export class UsualRequest implements InteractionMessage {
  readonly v = VERSION
  readonly id: string
  readonly requester: string
  readonly requesterInstance: string
  readonly action: string
  readonly args: Wire
  numSteps: number | string = -1
  readonly createdAt: number

  constructor(id: string, requester: string, requesterInstance: string, action: string, args: Wire, createdAt: number) {
    this.id = id
    this.requester = requester
    this.requesterInstance = requesterInstance
    this.action = action
    this.args = args
    this.createdAt = createdAt
  }
}
