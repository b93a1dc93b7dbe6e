import { checkFreeName, isAgentName, isLabel, ParleyError, parseReference } from '@parley/protocol'
import * as z from 'zod'
import { DEFAULT_RESTART } from '../supervisor/restart.ts'

/** The schema of a network: what a YAML file holds and what a script passes. Types follow from it. */

/** More instances of one agent than this on one machine are a typing error. */
const MAX_INSTANCES = 1_000

const agentName = z.string().superRefine((name, ctx) => {
  try {
    checkFreeName(name, 'name')
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: (error as ParleyError).message.replace(/^name: /, '') })
  }
})
const worldName = z.string().refine(isAgentName, 'expected 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit')
/** Anybody who can be a requester: an agent, a client, a command line. */
const memberName = z.string().refine(isAgentName, 'expected a name: 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit')
/** One stream for one slot; a group would be several. */
const userReference = z.string().refine((text) => {
  try {
    return parseReference(text, 'wire').form === 'user'
  } catch {
    return false
  }
}, 'expected a stream as agent:name')
const label = z.string().refine(isLabel, 'expected 1 to 63 of A-Z, a-z, 0-9, _ and -, beginning with a letter or digit')

const restartSchema = z.strictObject({
  when: z.enum(['failure', 'always', 'never']).default(DEFAULT_RESTART.when),
  /** Restarts within the window; one more fails the network. */
  max: z.int().min(0).default(DEFAULT_RESTART.max),
  windowS: z.number().positive().default(DEFAULT_RESTART.windowS),
})

const agentSchema = z.strictObject({
  /** A path or a package, with the name of its export after a `#` (default: `default`). */
  module: z.union([z.string().min(1), z.instanceof(URL)], { error: 'expected a path, a package or a URL' }),
  instances: z.int().min(1).max(MAX_INSTANCES).default(1),
  /** Interactions that run at once in one instance; the definition's own number when not given. */
  concurrency: z.int().min(1).optional(),
  /** Checked by the agent's own schema. */
  config: z.json().optional(),
  /** `${VAR}` and `${VAR:-default}` are replaced. */
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  restart: restartSchema.prefault({}),
  /** Slot of its processor: stream. */
  wires: z.record(label, userReference).default({}),
  /** The roles that it has in the world. */
  roles: z.array(label).default([]),
})

const startSchema = z.strictObject({
  to: z.string(),
  action: label,
  args: z.json().default({}),
  /** How many steps an action that yields may do. */
  steps: z.int().min(1).optional(),
})

export const networkSchema = z.strictObject({
  version: z.literal(1).default(1),
  world: worldName.optional(),
  agents: z.record(agentName, agentSchema).refine((agents) => Object.keys(agents).length > 0, 'expected at least one agent'),
  /** Agents of the same world that run elsewhere and whose streams are wired. */
  outside: z.array(agentName).default([]),
  /** Who has a role beside the agents that say so themselves: role to the names of clients. */
  roles: z.record(label, z.array(memberName)).default({}),
  /** Sent once all are ready. */
  start: z.array(startSchema).default([]),
  until: z.enum(['started-done', 'forever']).default('forever'),
})

/** A network as one writes it. */
export type NetworkInput = z.input<typeof networkSchema>
/** A network with all its defaults. */
export type NetworkSpec = z.output<typeof networkSchema>
export type AgentSpec = NetworkSpec['agents'][string]
export type StartSpec = NetworkSpec['start'][number]

/** One thing wrong, and where: keys from the top. `key`: the last of them is itself what is wrong, not its value. */
export interface Problem {
  readonly path: readonly PropertyKey[]
  readonly problem: string
  readonly key?: boolean
}

/** `agents.camera.module: …`, as one line. */
export const describeProblem = ({ path, problem }: Problem): string => `${path.map(String).join('.') || 'network'}: ${problem}`

/** A network that is wrong: all that is wrong with it. */
export class BadNetworkError extends ParleyError {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super('BAD_NETWORK', problems.join('\n'))
    this.problems = problems
  }
}
