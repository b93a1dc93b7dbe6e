import type { NetworkSpec } from './spec.ts'

/** Role to the names of those who have it. */
export type RoleTable = Readonly<Record<string, readonly string[]>>

/** Who has which role in the world: agents by what they say of themselves, then clients by the network's own table; each once. */
export function roleTableOf({ agents, roles }: Pick<NetworkSpec, 'agents' | 'roles'>): RoleTable {
  const table = new Map<string, Set<string>>()
  const add = (role: string, name: string) => {
    const holders = table.get(role) ?? new Set()
    table.set(role, holders.add(name))
  }
  for (const [name, agent] of Object.entries(agents)) for (const role of agent.roles) add(role, name)
  for (const [role, names] of Object.entries(roles)) for (const name of names) add(role, name)
  return Object.fromEntries(Array.from(table, ([role, names]) => [role, [...names]]))
}
