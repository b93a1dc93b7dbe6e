import type { InteractionMessage } from '@parley/protocol'
import { Mailbox } from '../agent/mailbox.ts'
import type { BehaviourOptions } from '../behaviour/behaviour.ts'
import { Gate } from '../behaviour/gate.ts'
import type { Ending } from '../interaction/ending.ts'
import { ReceivedInteraction } from '../interaction/received.ts'
import { aRequest } from './message.ts'
import { mindRig } from './mind-rig.ts'

/** A mailbox behind the gate of a behaviour. An interaction begins when it has a place, and ends when the test says so. */
export async function gateRig(machine: BehaviourOptions['machine'], { places = 10, limit = 100 } = {}) {
  const rig = mindRig(machine)
  const log: string[] = []
  const all = new Map<string, ReceivedInteraction>()
  const mailbox = new Mailbox<ReceivedInteraction>(places, limit, ({ request }) => log.push(`run ${request.id}`))
  const end = (received: ReceivedInteraction, own: Ending) => {
    const ending = gate.settle(received, own)
    received.become('completed')
    log.push(`${ending.reason} ${received.request.id}`)
    if (!gate.remove(received)) gate.release(received)
    return ending
  }
  const gate: Gate = new Gate({ mind: rig.mind, mailbox, limit, governs: (action) => action !== 'describe', refuse: end })
  await rig.run()
  return {
    ...{ mind: rig.mind, clock: rig.clock, gate, log, mailbox },
    get state() {
      return rig.state
    },
    /** As a target does: asks, then registers, then offers. */
    ask(id: string, action: string, own: Partial<InteractionMessage> = {}, holding: 'received' | 'lazy' = 'received') {
      const request = aRequest({ id, action, ...own })
      const refusal = holding === 'lazy' ? null : gate.refusal(request)
      if (refusal) return refusal
      const received = new ReceivedInteraction(request, { run: () => {}, abort: () => {} } as never, 0, holding)
      received.become('received')
      all.set(id, received)
      return gate.offer(received, received.priority)
    },
    end: (id: string, ending: Ending = { reason: 'ok' }) => end(all.get(id)!, ending),
    get: (id: string) => all.get(id)!,
  }
}
