import { DESCRIBE, type Profile, VERSION } from '@parley/protocol'
import { Caller } from '../client/caller.ts'
import { listen } from '../client/listen.ts'
import { Binder } from '../interaction/binder.ts'
import { Directory } from '../stream/directory.ts'
import { Inlets } from '../stream/inlets.ts'
import { Owners } from '../stream/owners.ts'
import type { Ground, House } from './house.ts'

/** How long an owner may take to say what its streams are. */
const DESCRIBE_MS = 2_000

/** What this agent reads of others' streams. */
export function composeReading({ self, clock, desk, inbound, outbound, streams, beatMs, link }: Ground & Pick<House, 'beatMs' | 'link'>) {
  const caller = new Caller(desk)
  const describe = (agent: string) =>
    caller.open<Profile, never>([agent], DESCRIBE, null, { timeoutMs: DESCRIBE_MS }, { waits: false, outputs: null }).result
  const inlets = new Inlets({
    hear: (owner, stream, receive) => inbound.hearStream(owner, stream, receive),
    credit({ id, requester, requesterInstance }, stream, upTo) {
      const credit = { v: VERSION as 1, op: 'credit' as const, id, requester, senderInstance: self.instance, stream, upTo }
      outbound.control(requester, requesterInstance, credit)
    },
  })
  const directory = new Directory({
    ...{ self: self.name, own: streams, describe },
    onChange: (agent, changed) =>
      inbound.watchAgent(agent, (_, { kind }) => {
        if (kind !== 'beat') changed()
      }),
  })
  // That nobody answers means nothing while the broker is away, nor before the others have had time to come back.
  const isThere = (agent: string) =>
    describe(agent).then(
      () => true,
      () => link.settling() || link.connectedMs() === 0,
    )
  const owners = new Owners({ ...{ clock, beatMs, isThere }, monitor: desk.monitor })
  const binder = new Binder({ ...{ self: self.name, directory, inlets, owners } })
  // A credit may be lost on its way: while somebody here reads, it is said again once a beat.
  const renew = (): (() => void) =>
    clock.after(beatMs, () => {
      inlets.renew()
      disarm = renew()
    })
  let disarm = renew()
  const close = () => {
    disarm()
    directory.close()
  }
  return { inlets, binder, listen: (reference: string) => listen(reference, { self: self.name, directory, inlets, clock }), close }
}
