import { type ControlMessage, type ControlOp, type InteractionMessage, ParleyError, type WireError } from '@parley/protocol'
import { Mailbox } from '../agent/mailbox.ts'
import { Arrivals } from '../interaction/arrivals.ts'
import type { Binder } from '../interaction/binder.ts'
import { Door } from '../interaction/door.ts'
import type { Ending } from '../interaction/ending.ts'
import { Ends } from '../interaction/ends.ts'
import type { Interaction } from '../interaction/interaction.ts'
import { limitsOf } from '../interaction/limits.ts'
import { InteractionManager } from '../interaction/manager.ts'
import type { Job, ReceivedInteraction, Turn } from '../interaction/received.ts'
import type { SentInteraction } from '../interaction/sent.ts'
import { StatusWriter } from '../interaction/statuses.ts'
import { Steering } from '../interaction/steering.ts'
import { Target } from '../interaction/target.ts'
import { TimeLimits } from '../interaction/time-limits.ts'
import { Turns } from '../interaction/turns.ts'
import { Deadlines } from '../time/deadlines.ts'
import { ManualClock } from './manual-clock.ts'
import { aRequest } from './message.ts'
import { PostList } from './post-list.ts'

/** A handler of which the test decides when it returns. */
export interface HandJob extends Job {
  readonly id: string
  readonly received: ReceivedInteraction | null
  /** What it was given when it began. */
  readonly turn: Turn | null
  readonly aborted: WireError | null
  done(ending?: Ending): void
}

interface Options {
  readonly places?: number
  readonly limit?: number
  readonly capacity?: number
  readonly windowMs?: number
  readonly lifetimeMs?: number
  /** Why a request is not taken. */
  readonly refuse?: (request: InteractionMessage) => WireError | undefined
  /** What runs in the place of a handler that the test holds in its hand. */
  readonly runs?: (request: InteractionMessage) => Job
  /** The streams of a request. */
  readonly bind?: Binder['bind']
  /** What every job says of time and slots. */
  readonly job?: Partial<Pick<Job, 'slots' | 'limits'>>
}

/** The half of `bob` that is asked, with a list as the post and handlers in the test's hand. */
export function targetRig({
  places = 1,
  limit = 10,
  capacity = 1_000,
  windowMs = 0,
  lifetimeMs,
  refuse,
  runs,
  bind = noStreams,
  job = {},
}: Options = {}) {
  const clock = new ManualClock()
  const post = new PostList()
  const self = { world: 'w', name: 'bob', instance: 'b' }
  const manager = new InteractionManager(capacity)
  const deadlines = new Deadlines<Interaction>(clock, (late) => target.expire(late as ReceivedInteraction))
  const ends = new Ends(clock)
  const statuses = new StatusWriter(post, self, clock, ends, windowMs)
  const mailbox = new Mailbox<ReceivedInteraction>(places, limit, (received) => turns.start(received))
  const limits = new TimeLimits({ deadlines, clock, lifetimeMs, expire: (late, limit) => target.expire(late, limit) })
  const turns: Turns = new Turns({
    mailbox,
    statuses,
    limits,
    clock,
    onDone: (received, ending) => target.done(received, ending),
    onRoom: () => door.check(),
  })
  const steering: Steering = new Steering({
    ...{ self, manager, post, statuses, turns, clock },
    credit: (sender, control) => credits.push([sender, control]),
    end: (received, ending) => target.end(received, ending),
    arrives: (uuid) => arrivals.arrives(uuid),
    isOperator: (name) => name.startsWith('cli-'),
  })
  const credits: [string, ControlMessage][] = []
  const doors: boolean[] = []
  const join = () => {
    doors.push(true)
    return () => void doors.push(false)
  }
  const door = new Door({ join, fullness: () => Math.max(manager.fullness, mailbox.fullness) })
  const jobs = new Map<string, HandJob>()
  const ended: [string, string][] = []
  const cancelled: SentInteraction[] = []
  const arrivals: Arrivals = new Arrivals({
    ...{ self, manager, statuses, ends, turns, steering, door, limits, clock },
    binder: { bind },
    prepare: (request) => refuse?.(request) ?? runs?.(request) ?? keep(jobs, handJob(request.id, job)),
    onRefused: () => target.checkEmptySoon(),
  })
  const target: Target = new Target({
    ...{ manager, statuses, turns, arrivals, door, limits, clock },
    cancelChild: (child) => cancelled.push(child),
    onEnd: (received, { reason }) => ended.push([received.request.id, reason]),
  })
  arrivals.open()

  return {
    ...{ clock, post, manager, mailbox, arrivals, target, turns, limits, doors, credits, ended, cancelled, statuses, ends, deadlines },
    job: (id: string): HandJob => jobs.get(id)!,
    /** Alice's request arrives. */
    ask: (id: string, own: Partial<InteractionMessage> = {}) => arrivals.onRequest(own.requester ?? 'alice', aRequest({ id, ...own })),
    steer(op: ControlOp, id: string, sender = 'alice', own: Partial<ControlMessage> = {}) {
      steering.onControl(sender, { v: 1, op, id, requester: 'alice', senderInstance: 's', ...own })
    },
    /** What was told of one interaction: its transitions, and with the end its reason. */
    told: (id: string): string[] =>
      post.statuses
        .filter((one) => one.id === id)
        .flatMap(({ message }) => message.transitions.map(([status]) => (status === 'completed' ? `completed ${message.reason}` : status))),
    /** The last status of one interaction. */
    last: (id: string) => post.statuses.findLast((one) => one.id === id)?.message,
  }
}

function keep(jobs: Map<string, HandJob>, job: HandJob): HandJob {
  jobs.set(job.id, job)
  return job
}

const noStreams = () => Promise.reject(new ParleyError('UNKNOWN_STREAM', 'this rig has no streams'))

function handJob(id: string, { slots, limits = limitsOf({}, 1) }: Partial<Pick<Job, 'slots' | 'limits'>>): HandJob {
  let received: ReceivedInteraction | null = null
  let turn: Turn | null = null
  let aborted: WireError | null = null
  return {
    ...{ id, slots, limits },
    get received() {
      return received
    },
    get turn() {
      return turn
    },
    get aborted() {
      return aborted
    },
    run(of, its) {
      received = of
      turn = its
    },
    abort(error) {
      aborted = error
    },
    done: (ending = { reason: 'ok' }) => turn!.done(ending),
  }
}

/** What controls were answered with, and to whom. */
export const acksOf = ({ post }: ReturnType<typeof targetRig>) =>
  post.acks.map(({ sender, senderInstance, id, message }) => ({ sender, senderInstance, id, ...message.ack }))
