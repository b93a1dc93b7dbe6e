import {
  BadNameError,
  COMPLETION_REASONS,
  type CompletionReason,
  checkInteraction,
  explain,
  type InteractionMessage,
  type InteractionStatus,
  ParleyError,
  STATUSES,
  type Wire,
} from '@parley/protocol'
import * as z from 'zod'
import type { ReceivedInteraction } from './received.ts'
import { SentInteraction, type TargetState } from './sent.ts'

/** An interaction that was sent, whole and as a value: its request, and where it stands at each target. */
export type InteractionDict = InteractionMessage & z.infer<typeof standing>

/** What a target says of an interaction, in short. */
export interface StatusDict {
  readonly by: string
  readonly uuid: string
  readonly status: InteractionStatus
  readonly reason: CompletionReason | null
  readonly state: string | null
  /** null: none were told. */
  readonly tags: Readonly<Record<string, readonly number[]>> | null
}

const standing = z.lazy(() => {
  const wire = z.custom<Wire>((value) => value !== undefined)
  const error = z.object({
    ...{ code: z.string(), message: z.string(), retryable: z.boolean() },
    ...{ retryAfterMs: z.number().optional(), details: wire.optional() },
  })
  const ending = z
    .object({ reason: z.enum(COMPLETION_REASONS), result: wire.optional(), error: error.optional(), state: z.string().optional() })
    .nullable()
  const target = z.object({
    ...{ name: z.string(), status: z.enum(STATUSES), ending, endedMs: z.number() },
    tags: z.record(z.string(), z.array(z.int())).nullable(),
  })
  return z.object({ uuid: z.string(), status: z.enum(STATUSES), ending, targets: z.array(target) })
})

/** How a status is come to, since there is no other way to it than the life cycle. */
const WAYS: Record<InteractionStatus, readonly InteractionStatus[]> = {
  created: [],
  ...{ requested: ['requested'], received: ['received'], lazy: ['lazy'] },
  ...{ running: ['requested', 'running'], paused: ['requested', 'running', 'paused'] },
  completed: ['completed'],
}

/** Marks, callbacks and streams that are bound stay in the process: they are no part of it. */
export function toDict({ request, uuid, status, ending, targets }: SentInteraction): InteractionDict {
  const told = targets.map(({ name, status, ending, endedMs, tags }) => ({ name, status, ending, endedMs, tags }))
  return { ...request, uuid, status, ending, targets: told } as InteractionDict
}

/** Throws ParleyError BAD_REQUEST or BadNameError that names the field. */
export function fromDict(dict: Wire): SentInteraction {
  const request = checkInteraction(dict)
  const parsed = standing.safeParse(dict)
  if (!parsed.success) {
    const { field, problem } = explain(parsed.error, dict)
    throw new ParleyError('BAD_REQUEST', `${field}: ${problem}`)
  }
  const { uuid, status, ending, targets } = parsed.data
  const sent = new SentInteraction(
    request,
    targets.map(({ name }) => name),
  )
  if (uuid !== sent.uuid) throw new BadNameError('uuid', uuid, `${sent.uuid}, which id and requester make`)
  for (const step of WAYS[status]) sent.become(step)
  sent.ending = ending as SentInteraction['ending']
  for (const [i, { status, ending, endedMs, tags }] of targets.entries())
    Object.assign(sent.targets[i]!, { status, ending, endedMs, tags } satisfies Partial<Record<keyof TargetState, unknown>>)
  return sent
}

/** What `by` says of it: of one that was sent, its target of that name. Not the message of the wire, which tells transitions. */
export function toStatusDict(interaction: SentInteraction | ReceivedInteraction, by: string): StatusDict {
  const { uuid } = interaction
  if (interaction.holding !== 'sent') {
    const tags = interaction.tags && Object.fromEntries(Object.entries(interaction.tags).map(([stream, tag]) => [stream, [tag]]))
    return { by, uuid, status: interaction.status, reason: interaction.reason, state: interaction.state, tags }
  }
  const target = interaction.target(by)
  const { status, ending } = target ?? interaction
  return { by, uuid, status, reason: ending?.reason ?? null, state: ending?.state ?? null, tags: target?.tags ?? null }
}
