import { kindOf } from '@parley/protocol'
import * as z from 'zod'
import { didYouMean } from './nearest.ts'
import { type NetworkSpec, networkSchema, type Problem } from './spec.ts'
import { substitute } from './substitute.ts'

type Parsed = { readonly spec: NetworkSpec; readonly problems: [] } | { readonly spec?: undefined; readonly problems: Problem[] }

/**
 * A network from any value: its shape, the names that it uses, and its environment with every `${VAR}` replaced.
 * Pure; gives all problems at once.
 */
export function parseNetwork(value: unknown, env: Readonly<Record<string, string | undefined>>): Parsed {
  const shape = networkSchema.safeParse(value)
  if (!shape.success) return { problems: shape.error.issues.flatMap((issue) => explainIssue(issue, value)) }
  const spec = shape.data
  const problems = [...checkStarts(spec), ...checkOwners(spec)]
  const agents = Object.fromEntries(
    Object.entries(spec.agents).map(([name, agent]) => {
      const replaced = Object.entries(agent.env).map(([key, text]) => {
        const { text: whole, missing } = substitute(text, env)
        for (const variable of missing)
          problems.push({
            path: ['agents', name, 'env', key],
            problem: `the environment has no ${variable}; set it, or write \${${variable}:-default}`,
          })
        return [key, whole]
      })
      return [name, { ...agent, env: Object.fromEntries(replaced) as Record<string, string> }]
    }),
  )
  return problems.length ? { problems } : { spec: { ...spec, agents }, problems: [] }
}

function* checkStarts(spec: NetworkSpec): Generator<Problem> {
  const names = Object.keys(spec.agents)
  for (const [i, { to }] of spec.start.entries())
    if (!names.includes(to))
      yield { path: ['start', i, 'to'], problem: `this network has no agent ${JSON.stringify(to)}${didYouMean(to, names)}` }
}

/** A wire from nowhere would leave its reader waiting for ever; an owner that runs elsewhere is named in `outside`. */
function* checkOwners({ agents, outside }: NetworkSpec): Generator<Problem> {
  const names = Object.keys(agents)
  for (const [i, name] of outside.entries())
    if (Object.hasOwn(agents, name)) yield { path: ['outside', i], problem: `${name} is an agent of this network` }
  for (const [agent, { wires }] of Object.entries(agents))
    for (const [slot, hash] of Object.entries(wires)) {
      const owner = hash.split(':')[0]!
      if (Object.hasOwn(agents, owner) || outside.includes(owner)) continue
      const advice = didYouMean(owner, [...names, ...outside]) || '; if it runs elsewhere in this world, name it in outside'
      yield { path: ['agents', agent, 'wires', slot], problem: `this network has no agent ${JSON.stringify(owner)}${advice}` }
    }
}

const IN_WORDS: Readonly<Record<string, string>> = {
  record: 'a map',
  object: 'a map',
  array: 'a list',
  string: 'a string',
  int: 'a whole number',
}

function explainIssue(issue: z.core.$ZodIssue, value: unknown): Problem[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path)
    return issue.keys.map((key) => ({
      path: [...path, key],
      key: true,
      problem: `unknown key${didYouMean(key, known) || `; known are ${known.join(', ')}`}`,
    }))
  }
  // A bad name of an agent or a variable: the problem is the key itself.
  if (issue.code === 'invalid_key') {
    const got = (message: string) => (message.startsWith('got ') ? message : `got ${JSON.stringify(path.at(-1))}, ${message}`)
    return [{ path, key: true, problem: issue.issues.map(({ message }) => got(message)).join('; ') }]
  }
  const at = valueAt(value, path)
  const got = at === undefined ? 'nothing' : typeof at === 'string' || typeof at === 'number' ? JSON.stringify(at) : kindOf(at)
  const expected =
    issue.code === 'invalid_type'
      ? `expected ${IN_WORDS[issue.expected] ?? issue.expected}`
      : issue.message.replace(/^Invalid (input|option): /, '')
  return [{ path, problem: `got ${got}, ${expected}` }]
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined | null)?.[key], value)
}

/** The keys that the schema knows at a place. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = networkSchema
  for (const key of path) {
    const open = unwrap(schema)
    if (open instanceof z.ZodObject) schema = open.shape[key as string]
    else if (open instanceof z.ZodRecord) schema = open.valueType
    else if (open instanceof z.ZodArray) schema = open.element
  }
  const last = unwrap(schema)
  return last instanceof z.ZodObject ? Object.keys(last.shape) : []
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) return unwrap(schema.unwrap())
  return schema instanceof z.ZodPipe ? unwrap(schema.out) : schema
}
