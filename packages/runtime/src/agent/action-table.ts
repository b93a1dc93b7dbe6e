import {
  DESCRIBE,
  explain,
  type InteractionMessage,
  ParleyError,
  type Profile,
  VERSION,
  type Wire,
  type WireError,
  wireError,
} from '@parley/protocol'
import * as z from 'zod'
import { limitsOf } from '../interaction/limits.ts'
import type { Job } from '../interaction/received.ts'
import { type Placeholders, resolveSteps } from '../interaction/steps.ts'
import { slotsProfile, streamProfiles } from '../stream/profile.ts'
import { Activation } from './activation.ts'
import type { AgentDefinition, AnyHandler } from './definition.ts'
import { Process } from './process.ts'
import type { RunnableAction } from './run.ts'
import type { Signature } from './signature.ts'

/** Who has which role in the world that asks. */
export interface Roles {
  has(role: string, name: string): boolean
}

type Binding = Pick<RunnableAction, 'contextOf' | 'flowOf' | 'output'>

/** What an agent can be asked: its own actions and `describe`, ready to run. */
export class ActionTable {
  readonly #actions = new Map<string, RunnableAction>()
  readonly #placeholders: Placeholders
  readonly #roles: Roles

  constructor(
    definition: Pick<AgentDefinition, 'actions' | 'handlers' | 'placeholders'>,
    profile: () => Profile,
    roles: Roles,
    binding: Binding,
  ) {
    this.#roles = roles
    this.#placeholders = definition.placeholders ?? {}
    const add = (name: string, declared: Signature, handler: AnyHandler, placeless = false) => {
      const sig = { ...declared, input: closed(declared.input) }
      this.#actions.set(name, { name, sig, handler, placeless, limits: { single: limitsOf(sig, 1), multi: limitsOf(sig, 2) }, ...binding })
    }
    for (const [name, { sig }] of Object.entries(definition.actions)) add(name, sig, definition.handlers[name]!)
    add(DESCRIBE, { input: z.unknown() as never, output: z.unknown() }, profile, true)
  }

  /** The run of a request, its arguments checked; or why there is none. */
  prepare(request: InteractionMessage): Job | WireError {
    const action = this.#actions.get(request.action)
    if (!action) return wireError('UNKNOWN_ACTION', `no action ${request.action}, there is ${[...this.#actions.keys()].join(', ')}`)
    const wanted = action.sig.roles
    if (wanted && !wanted.some((role) => this.#roles.has(role, request.requester)))
      return wireError('FORBIDDEN', `${request.action} is for the role ${wanted.join(' or ')}, which ${request.requester} does not have`)
    try {
      const parsed = action.sig.input.safeParse(request.args)
      if (parsed.success) return this.#job(action, parsed.data, request)
      const { field, problem } = explain(parsed.error, request.args)
      return wireError('BAD_ARGUMENTS', `args${field ? `.${field}` : ''}: ${problem}`)
    } catch (error) {
      if (error instanceof ParleyError) return wireError(error.code, error.message)
      // a schema may hold an author's own checks and transforms, and those may throw
      return wireError('BAD_ARGUMENTS', `args: the schema of ${request.action} threw ${String(error)}`)
    }
  }

  #job(action: RunnableAction, args: unknown, { numSteps }: InteractionMessage): Job {
    const steps = typeof numSteps === 'number' ? numSteps : resolveSteps(numSteps, this.#placeholders)
    return action.sig.slots ? new Process(action, args, steps) : new Activation(action, args, steps)
  }
}

/** A map of arguments has those that it names and no others, unless its schema says otherwise: one that is misspelt is told, not dropped. */
function closed(input: Signature['input']): Signature['input'] {
  const { type, catchall } = (input._zod?.def ?? {}) as { type?: string; catchall?: unknown }
  const { strict } = input as { strict?: unknown }
  return type === 'object' && catchall === undefined && typeof strict === 'function' ? strict.call(input) : input
}

/** What the agent tells of itself. */
export function profileOf(definition: AgentDefinition, instance: string, features: string[]): Profile {
  const { name: agent, version, description, concurrency } = definition
  const actions: Profile['actions'] = {}
  for (const [name, { sig }] of Object.entries(definition.actions)) {
    const { input, output, yields, slots, roles, visibility, description: of } = sig as RunnableAction['sig']
    actions[name] = {
      input: jsonSchema(closed(input), 'input'),
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
