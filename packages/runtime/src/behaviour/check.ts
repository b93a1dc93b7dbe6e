import { explain, ParleyError, type Wire } from '@parley/protocol'
import { isBehaviour } from './definition.ts'
import type { Start } from './meta.ts'
import { hasWildcard } from './wildcards.ts'

interface Actions {
  readonly [name: string]: { readonly sig: { readonly input: Checker } }
}
interface Checker {
  safeParse(value: unknown): { readonly success: boolean; readonly error?: unknown }
}

/** Whether a behaviour fits the actions of an agent. Throws ParleyError BAD_DEFINITION. */
export function checkBehaviour(agent: string, actions: Actions, behaviour: unknown): void {
  const refuse = (problem: string): never => {
    throw new ParleyError('BAD_DEFINITION', `agent ${agent}: ${problem}`)
  }
  if (!isBehaviour(behaviour)) return refuse('behaviour: expected behaviour({ machine })')
  const names = Object.keys(actions)
  const started = new Set<string>()
  for (const { path, takes, starts = [] } of behaviour.chart.byPath.values()) {
    const where = `behaviour: ${path === '' ? 'the machine itself' : `state ${path}`}: meta`
    const isUnknown = (name: string) => !Object.hasOwn(actions, name)
    const unknown = takes === 'all' ? undefined : takes?.find(isUnknown)
    if (unknown !== undefined) refuse(`${where}.takes: there is no action ${unknown}, there is ${names.join(', ')}`)
    for (const [i, start] of starts.entries()) {
      if (isUnknown(start.action)) refuse(`${where}.starts[${i}].action: there is no action ${start.action}, there is ${names.join(', ')}`)
      const flaw = flawOf(start, actions[start.action]!.sig.input)
      if (flaw) refuse(`${where}.starts[${i}].args${flaw}`)
      started.add(start.action)
    }
  }
  const idle = names.filter((name) => !started.has(name) && behaviour.chart.takenIn(name).length === 0)
  if (idle.length > 0) refuse(`behaviour: no state takes or starts ${idle.join(', ')}`)
}

/** What is wrong with the arguments of an own action, as far as it can be said before its wildcards are replaced. */
function flawOf({ args = {} }: Start, input: Checker): string | undefined {
  if (hasWildcard(args)) return undefined
  try {
    const parsed = input.safeParse(args)
    if (parsed.success) return undefined
    const { field, problem } = explain(parsed.error as Parameters<typeof explain>[0], args as Wire)
    return `${field ? `.${field}` : ''}: ${problem}`
  } catch {
    return undefined // the schema needs more than arguments; when the action begins it is checked again
  }
}
