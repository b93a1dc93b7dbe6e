import { ParleyError, PUBLIC_WORLD } from '@parley/protocol'
import { claimStoreOf } from '../bus/claims.ts'
import { dialNats, type Place } from '../connect.ts'
import { PROVISIONER } from '../permissions/identity.ts'

/** Makes what the agents of a secured world need and may not make. A broker that cannot have it is told of by whoever comes to need it. */
export async function provision(place: Place & { readonly world: string }): Promise<void> {
  const bus = await dialNats(place, { world: place.world, name: PROVISIONER })
  try {
    for (const world of new Set([place.world, PUBLIC_WORLD])) await bus.provide(claimStoreOf(world))
  } catch (error) {
    if (!(error instanceof ParleyError) || error.code !== 'TOO_LARGE') throw error
  } finally {
    await bus.close()
  }
}
