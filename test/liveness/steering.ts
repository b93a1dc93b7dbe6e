import { encode, subjectsOf } from '@parley/protocol'
import type { Stage } from './stage.ts'

/** Steers as anybody: the name is the one that the subject carries. */
export async function steerAs(s: Stage, name: string, uuid: string, op: 'pause' | 'resume' | 'cancel') {
  const bus = await s.bus(name)
  const [id, requester] = uuid.split('_') as [string, string]
  bus.publish(subjectsOf(s.name).control('probe', '_', name), encode({ v: 1, op, id, requester, senderInstance: 'i1' }))
  await s.clock.settle()
}

/** The same request once more, by the same requester. */
export async function sayAgain(s: Stage, requester: string, body: object) {
  const bus = await s.bus(requester)
  bus.publish(subjectsOf(s.name).interaction('probe', requester), encode(body))
  await s.clock.settle()
}
