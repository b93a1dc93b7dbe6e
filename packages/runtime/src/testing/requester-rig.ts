import type { InteractionMessage } from '@parley/protocol'
import { Acks } from '../interaction/acks.ts'
import { Controls } from '../interaction/controls.ts'
import type { Interaction } from '../interaction/interaction.ts'
import { InteractionManager } from '../interaction/manager.ts'
import { Requester } from '../interaction/requester.ts'
import type { Observer } from '../interaction/sent.ts'
import { SentInteraction } from '../interaction/sent.ts'
import { Silence } from '../interaction/silence.ts'
import type { Target } from '../interaction/target.ts'
import { Deadlines } from '../time/deadlines.ts'
import { ManualClock } from './manual-clock.ts'
import { aRequest } from './message.ts'
import { PostList } from './post-list.ts'

interface Options {
  readonly capacity?: number
  readonly beatMs?: number
}

/** What happened to one interaction, as its follower heard it. */
export class Follower implements Observer {
  /** `bob running`, `bob completed ok` … */
  readonly transitions: string[] = []
  readonly samples: [number, unknown][] = []
  ends = 0

  onTransition(_: SentInteraction, { name, status, ending }: SentInteraction['targets'][number]): void {
    this.transitions.push([name, status, ...(ending ? [ending.reason] : [])].join(' '))
  }

  onSamples(_: SentInteraction, __: unknown, ___: string, firstTag: number, data: readonly unknown[]): void {
    for (const [i, value] of data.entries()) this.samples.push([firstTag + i, value])
  }

  onEnd(): void {
    this.ends++
  }
}

/** The half of `alice` that asks, with a list as the post and signs of life in the test's hand. */
export function requesterRig({ capacity = 1_000, beatMs = 1_000 }: Options = {}) {
  const clock = new ManualClock()
  const post = new PostList()
  const self = { world: 'w', name: 'alice', instance: 'a' }
  const manager = new InteractionManager(capacity)
  const deadlines = new Deadlines<Interaction>(clock, (late) => requester.expire(late as SentInteraction))
  const strangers: string[] = []
  const acks = new Acks(clock, beatMs)
  const controls = new Controls({ self, post, acks })
  const requester: Requester = new Requester({
    ...{ self, manager, post, deadlines, clock, acks, controls, random: () => 1 },
    onStranger: (from, { uuid }) => strangers.push(`${from} ${uuid}`),
  })
  const signs = new Map<string, { atMs: number; beatMs: number }>()
  const watched = new Set<string>()
  const vital = {
    lastSign(agent: string, instance: string) {
      const key = `${agent}/${instance}`
      if (!watched.has(key) && !signs.has(key)) signs.set(key, { atMs: clock.nowMs() - beatMs, beatMs })
      watched.add(key)
      return signs.get(key)!
    },
    endRound() {},
  }
  const link = { caughtUp: (then: () => void) => then(), settling: () => false }
  const target = { onRequesterGone() {} } as unknown as Target
  const silence = new Silence({ self, clock, manager, post, requester, controls, target, vital, link, beatMs })

  return {
    ...{ clock, post, manager, deadlines, requester, controls, strangers, silence, watched, vital, link },
    /** Sends, and follows. */
    send(id: string, own: Partial<InteractionMessage> = {}, targets = ['bob']) {
      const sent = new SentInteraction(aRequest({ id, ...own }), targets)
      const follower = new Follower()
      sent.observer = follower
      requester.send(sent)
      return { sent, follower, state: sent.target(targets[0]!)! }
    },
    /** An instance shows that it lives. */
    sign: (agent: string, instance: string, of = beatMs) => signs.set(`${agent}/${instance}`, { atMs: clock.nowMs(), beatMs: of }),
    /** What was asked of whom. */
    asked: (op = 'query') =>
      post.controls.filter(({ message }) => message.op === op).map(({ target: of, instance }) => `${of}/${instance}`),
  }
}
