import { DESCRIBE, explain, type InteractionMessage, type Profile, VERSION, type Wire, type WireError, wireError } from '@parley/protocol'
import * as z from 'zod'
import type { Job } from '../interaction/interaction.ts'
import { slotsProfile, streamProfiles } from '../stream/profile.ts'
import { Activation, type RunnableAction } from './activation.ts'
import type { AgentDefinition } from './definition.ts'

type Binding = Pick<RunnableAction, 'contextOf' | 'sendSamples'>

/** What an agent can be asked: its own actions and `describe`, ready to run. */
export class ActionTable {
  readonly #actions = new Map<string, RunnableAction>()

  constructor(definition: Pick<AgentDefinition, 'actions' | 'handlers'>, profile: () => Profile, binding: Binding) {
    for (const [name, { sig }] of Object.entries(definition.actions))
      this.#actions.set(name, { name, sig, handler: definition.handlers[name]!, ...binding })
    this.#actions.set(DESCRIBE, { name: DESCRIBE, sig: { input: z.unknown() as never, output: z.unknown() }, handler: profile, ...binding })
  }

  /** The run of a request, its arguments checked; or why there is none. */
  prepare(request: InteractionMessage): Job | WireError {
    const action = this.#actions.get(request.action)
    if (!action) return wireError('UNKNOWN_ACTION', `no action ${request.action}, there is ${[...this.#actions.keys()].join(', ')}`)
    try {
      const parsed = action.sig.input.safeParse(request.args)
      if (parsed.success) return new Activation(action, parsed.data)
      const { field, problem } = explain(parsed.error, request.args)
      return wireError('BAD_ARGUMENTS', `args${field ? `.${field}` : ''}: ${problem}`)
    } catch (error) {
      // a schema may hold an author's own checks and transforms, and those may throw
      return wireError('BAD_ARGUMENTS', `args: the schema of ${request.action} threw ${String(error)}`)
    }
  }
}

/** What the agent tells of itself. */
export function profileOf(definition: AgentDefinition, instance: string, features: string[]): Profile {
  const { name: agent, version, description, concurrency } = definition
  const actions: Profile['actions'] = {}
  for (const [name, { sig }] of Object.entries(definition.actions)) {
    const { input, output, yields, slots, roles, visibility, description: of } = sig as RunnableAction['sig']
    actions[name] = {
      input: jsonSchema(input, 'input'),
      ...(of !== undefined && { description: of }),
      ...(output && { output: jsonSchema(output, 'output') }),
      ...(yields && { yields: jsonSchema(yields, 'output') }),
      ...(slots && { slots: slotsProfile(slots) }),
      ...(roles && { roles: [...roles] }),
      ...(visibility && { visibility }),
    }
  }
  const streams = streamProfiles(definition)
  return {
    ...{ v: VERSION, agent, instance, version, concurrency, actions, features },
    ...(description !== undefined && { description }),
    ...(streams.length > 0 && { streams }),
  }
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Wire
