import { buildUuid, type HeldInteraction, ParleyError } from '@parley/protocol'
import type { Connection } from '../connect.ts'
import type { InstanceReport } from '../presence/survey.ts'

/** An interaction and who holds it. */
export interface Holding extends HeldInteraction {
  readonly uuid: string
  readonly target: string
  readonly instance: string
}

type Operating = Pick<Connection, 'operator' | 'survey'>

/** What the agents of the world hold, by the age of their instances and then oldest first. One that has just gone holds nothing. */
export async function holdingsOf(connection: Operating, reports: readonly InstanceReport[]): Promise<Holding[]> {
  const lists = reports
    .filter(({ open }) => open > 0)
    .map(async ({ name: target, instance }) => {
      const { held } = await connection.operator.list(target, instance).catch(ignoreGone)
      return held.map((one) => ({ ...one, uuid: buildUuid(one.id, one.requester), target, instance }))
    })
  return (await Promise.all(lists)).flat()
}

function ignoreGone(error: unknown): { held: readonly HeldInteraction[] } {
  if (error instanceof ParleyError && error.code === 'NOT_HELD') return { held: [] }
  throw error
}

/**
 * The open interaction that a part of its uuid names. Throws NOT_HELD when there is none, BAD_NAME with the candidates when there are several.
 * With several targets it is held several times: all of them are given.
 */
export async function findHolding(connection: Operating, part: string): Promise<Holding[]> {
  return named(await holdingsOf(connection, await connection.survey()), part)
}

/** The whole uuid goes before the end of the id, and that before any part: `a-1` is not `a-12`. */
export function named(all: readonly Holding[], part: string): Holding[] {
  const rules = [({ uuid }: Holding) => uuid === part, ({ id }: Holding) => id.endsWith(part), ({ uuid }: Holding) => uuid.includes(part)]
  for (const fits of rules) {
    const found = all.filter(fits)
    const uuids = [...new Set(found.map(({ uuid }) => uuid))]
    if (uuids.length === 1) return found
    if (uuids.length > 1) throw new ParleyError('BAD_NAME', `${part} may be ${uuids.slice(0, 5).join(', ')}${uuids.length > 5 ? ' …' : ''}`)
  }
  throw new ParleyError('NOT_HELD', `no agent of the world holds ${part}`)
}

/** The end of an id: what differs between interactions of one moment. */
export const shortId = (id: string): string => (id.length > 12 ? id.slice(id.lastIndexOf('-') - 4) : id)
