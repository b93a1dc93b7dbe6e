import { type BehaviourOptions, behaviour } from '../behaviour/behaviour.ts'
import type { MindPorts, OwnAction } from '../behaviour/ports.ts'
import type { Ending } from '../interaction/ending.ts'
import { ManualClock } from './manual-clock.ts'

interface Options extends Omit<BehaviourOptions, 'machine'>, Partial<Pick<MindPorts, 'stateDir' | 'role'>> {
  readonly clock?: ManualClock
  /** What begins an action of the agent's own; default: it is taken down and told to the machine. */
  readonly begin?: MindPorts['begin']
}

/** The mind of `bob` in the world `w`, with the clock, and what it begins, in the test's hand. */
export function mindRig(
  machine: BehaviourOptions['machine'],
  { clock = new ManualClock(), begin, stateDir = '', role = '', ...how }: Options = {},
) {
  const startMs = clock.nowMs()
  const begun: (OwnAction & { readonly atMs: number; readonly uuid: string })[] = []
  const logged: string[] = []
  let ids = 0
  const log = (level: string) => (_: object, text: string) => void logged.push(`${level}: ${text}`)
  const asked = (uuid: string, action = 'work', requester = 'alice') => ({ uuid, action, args: {}, requester })
  const mind = behaviour({ machine, ...how }).open({
    ...{ self: { world: 'w', name: 'bob' }, role, config: { limit: 3 }, clock, stateDir },
    log: { info: log('info'), warn: log('warn'), error: log('error') } as never,
    newId: () => `own-${++ids}`,
    begin:
      begin ??
      (async (own) => {
        const uuid = `${own.id}_bob`
        begun.push({ ...own, atMs: clock.nowMs() - startMs, uuid })
        mind.started(asked(uuid, own.action, 'bob'))
      }),
  })
  return {
    ...{ mind, clock, begun, logged },
    get state() {
      return mind.situation.state
    },
    /** What began by itself so far: when, and what. */
    times: () => begun.map(({ atMs, action }) => `${atMs} ${action}`),
    async run(ms = 0) {
      mind.start()
      mind.goLive()
      await clock.pass(ms)
    },
    started: (uuid: string, action?: string, requester?: string) => mind.started(asked(uuid, action, requester)),
    ended: (uuid: string, ending: Ending = { reason: 'ok' }) => mind.ended(uuid, ending),
  }
}
