import { ParleyError, type Wire } from '@parley/protocol'

/** What stands for what in the arguments of an action that an agent begins by itself. */
export interface Wildcards {
  readonly agent: string
  readonly world: string
  /** Whom the agent had to do with last; nobody yet when null. */
  readonly partner: string | null
  /** The first of the agent's roles; a text without letters when it has none. */
  readonly role: string
}

const WILDCARD = /<(agent|world|partner|role)>/g

/** The same value with the wildcards in its texts replaced, however deep they stand; names of fields stay. Throws ParleyError BAD_ARGUMENTS that names the one that stands for nothing. */
export function fillIn(value: Wire, known: Wildcards): Wire {
  if (typeof value === 'string') return value.replace(WILDCARD, (_, name: keyof Wildcards) => known[name] ?? missing(name))
  if (Array.isArray(value)) return value.map((one) => fillIn(one, known))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value as Record<string, Wire>).map(([key, one]) => [key, fillIn(one, known)]))
}

/** Whether a value holds one. */
export function hasWildcard(value: Wire): boolean {
  if (typeof value === 'string') return value.search(WILDCARD) >= 0
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  return Object.values(value).some((one) => hasWildcard(one as Wire))
}

function missing(name: string): never {
  throw new ParleyError('BAD_ARGUMENTS', `<${name}> stands for nobody: no other agent has asked for anything yet`)
}
