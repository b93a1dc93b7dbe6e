import { checkLabel, kindOf, ParleyError, toWire, type Wire } from '@parley/protocol'
import { hintedStreams, type WantedStreams } from '../interaction/hints.ts'
import { fillIn } from './wildcards.ts'

/** What happens to a requested action that the state does not take. */
const OTHERWISE = ['reject', 'queue'] as const
export type Otherwise = (typeof OTHERWISE)[number]

/** An action that the agent begins by itself while a state holds. */
export interface Start {
  readonly action: string
  /** `<agent>`, `<world>`, `<partner>` and `<role>` in its texts are replaced when it begins. Default: `{}`. */
  readonly args?: Wire
  /** Counted from the entry into the state; who leaves it before is not begun. Default: 0. */
  readonly afterMs?: number
  /** Begun again, this long after its last run has ended, as long as the state holds. Default: once per entry. */
  readonly everyMs?: number
  /** Of several that are due at once, the highest begins first; and it is the priority of the interaction. Default: 0. */
  readonly priority?: number
  readonly steps?: number
  /** Streams for it to read, as in a send; wildcards are replaced here too. */
  readonly streams?: WantedStreams
}

/** What a state of a machine says to Parley: the type of XState's `meta`. What an outer state takes, its inner states take too. */
export interface StateMeta {
  /** The requested actions that are taken while the state holds. Default: none but `describe`. */
  readonly takes?: 'all' | readonly string[]
  /** What becomes of the others; the innermost state that says something decides. Default: `reject`. */
  readonly otherwise?: Otherwise
  readonly starts?: readonly Start[]
}

const META_KEYS = ['takes', 'otherwise', 'starts']
const START_KEYS = ['action', 'args', 'afterMs', 'everyMs', 'priority', 'steps', 'streams']

/** What a state says, checked. Throws ParleyError BAD_DEFINITION that names the state and the field. */
export function checkMeta(state: string, meta: unknown): StateMeta {
  if (meta === undefined) return {}
  const where = `behaviour: ${state === '' ? 'the machine itself' : `state ${state}`}: meta`
  const { takes, otherwise, starts } = checkKeys(where, meta, META_KEYS) as Record<keyof StateMeta, unknown>
  if (takes !== undefined && takes !== 'all' && !(Array.isArray(takes) && takes.every((one) => typeof one === 'string')))
    refuse(`${where}.takes`, takes, "a list of actions, or 'all'")
  if (otherwise !== undefined && !OTHERWISE.includes(otherwise as Otherwise))
    refuse(`${where}.otherwise`, otherwise, OTHERWISE.join(' or '))
  if (starts !== undefined && !Array.isArray(starts)) refuse(`${where}.starts`, starts, 'a list of { action, … }')
  for (const [i, start] of ((starts as unknown[]) ?? []).entries()) checkStart(`${where}.starts[${i}]`, start)
  return meta as StateMeta
}

function checkStart(where: string, start: unknown): void {
  const { action, args, afterMs, everyMs, priority, steps, streams } = checkKeys(where, start, START_KEYS) as Record<keyof Start, unknown>
  checkLabel(action, `${where}.action`)
  if (args !== undefined) toWire(args, `${where}.args`)
  if (afterMs !== undefined && !isTime(afterMs)) refuse(`${where}.afterMs`, afterMs, 'milliseconds from 0')
  if (everyMs !== undefined && !(isTime(everyMs) && everyMs > 0)) refuse(`${where}.everyMs`, everyMs, 'milliseconds above 0')
  if (priority !== undefined && !Number.isInteger(priority)) refuse(`${where}.priority`, priority, 'a whole number')
  if (steps !== undefined && !(Number.isInteger(steps) && Number(steps) > 0)) refuse(`${where}.steps`, steps, 'a whole number from 1')
  if (streams !== undefined) checkStreams(where, streams)
}

/** With names in the place of the wildcards, since what they stand for is not known yet. */
function checkStreams(where: string, streams: unknown): void {
  const known = { agent: 'a', world: 'w', partner: 'p', role: 'r' }
  try {
    hintedStreams(fillIn(toWire(streams, 'streams'), known))
  } catch (error) {
    throw new ParleyError('BAD_DEFINITION', `${where}.${(error as Error).message}`)
  }
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** Editors of state machines leave marks of their own, which begin with `@`; anything else unknown is a slip of the pen. */
function checkKeys(where: string, value: unknown, known: readonly string[]): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(where, value, `{ ${known.join(', ')} }`)
  const stranger = Object.keys(value).find((key) => !known.includes(key) && !key.startsWith('@'))
  if (stranger !== undefined) throw new ParleyError('BAD_DEFINITION', `${where}.${stranger}: there is ${known.join(', ')} only`)
  return value
}

function refuse(field: string, got: unknown, expected: string): never {
  const shown = typeof got === 'string' || typeof got === 'number' ? JSON.stringify(got) : kindOf(got)
  throw new ParleyError('BAD_DEFINITION', `${field}: got ${shown}, expected ${expected}`)
}
