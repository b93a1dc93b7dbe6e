import {
  ANY,
  checkStatus,
  decodeMessage,
  isPack,
  type ShortId,
  STATUSES,
  type StatusMessage,
  shortenId,
  subjectsOf,
  unpackStatuses,
} from '@parley/protocol'
import type { Bus, Incoming } from '../bus/bus.ts'
import { Queue } from '../stream/queue.ts'
import { Stretch } from '../stream/stretch.ts'
import type { Clock } from '../time/clock.ts'
import type { StatusUpdate } from './call.ts'
import { type Source, Sources } from './sources.ts'

/** Whose interactions to watch. Nothing given: all of the world. */
export interface WatchFilter {
  /** The requester. */
  from?: string
  /** The target. */
  to?: string
  /** The id of one interaction, or its uuid. */
  id?: string
}

/** Updates that may wait for a watcher's loop; above it the oldest go, and the loop is told how many. */
const WAITING = 10_000

/** Something that could not be shown: the watcher's loop was slower than the world. */
export interface Gap {
  readonly missed: number
}

type Updates = Queue<StatusUpdate | Gap>

/** Follows the statuses of a world, as anyone entitled may. Disturbs nobody: targets do not know who watches, and a loop that is slow loses updates and holds up nothing. */
export class Watch {
  readonly #bus: Bus
  readonly #world: string
  readonly #clock: Pick<Clock, 'nowMs'>

  constructor(bus: Bus, world: string, clock: Pick<Clock, 'nowMs'>) {
    this.#bus = bus
    this.#world = world
    this.#clock = clock
  }

  /** Every transition from now on, until the loop is left. Throws BadNameError for a name that is none. */
  open(filter: WatchFilter = {}): AsyncIterable<StatusUpdate | Gap> {
    const { from = '*', to = '*', id = '*' } = filter
    const cut = id.indexOf(ANY)
    const onReturn = () => {
      for (const end of stop) end()
    }
    const queue: Updates = new Queue(WAITING, { onReturn, gap: (missed) => ({ missed }), stretch: new Stretch(this.#clock) })
    const { status } = subjectsOf(this.#world)
    const bare = cut > 0 ? id.slice(0, cut) : id
    const requester = cut > 0 && from === '*' ? id.slice(cut + 1) : from
    const subjects = [status(requester, '*', bare, to), ...(bare === '*' ? [] : [status(requester, '*', ANY, to)])]
    const sources = new Sources()
    const receive = ({ subject, data }: Incoming) => {
      const source = sources.of(subject)
      if (source && data.length > 0) take(source, data, bare, queue)
    }
    const stop = subjects.map((subject) => this.#bus.subscribe(subject, receive))
    return queue
  }
}

/** Bytes that are no status are no news: a watcher is the last to complain about them. */
function take({ address, uuids }: Source, data: Uint8Array, id: string, queue: Updates): void {
  try {
    const { requesterInstance, target } = address
    // An id has one short form: of a row that nobody asked for no text is made.
    const wanted = id === '*' ? null : shortenId(id, requesterInstance)
    const tell = (short: ShortId, status: StatusMessage) => {
      if (wanted === null || short === wanted) tellUpdates(uuids.of(short), target, status, queue)
    }
    const value = decodeMessage(data)
    if (isPack(value)) return unpackStatuses(value, requesterInstance, { message: tell, bad: () => queue.dropped++ })
    const message = checkStatus(value)
    if (!('ack' in message)) tell(shortenId(address.id, requesterInstance), message)
  } catch {
    queue.dropped++
  }
}

/** A transition each; the last one has what else the status says. */
function tellUpdates(uuid: string, target: string, message: StatusMessage, queue: Updates): void {
  const { instance, transitions, status, step, steps } = message
  for (let i = 0; i < transitions.length; i += 2) {
    const told = STATUSES[transitions[i]!]!
    const update: Told = { uuid, target, instance, status: told, atMs: transitions[i + 1]! }
    if (step !== undefined) update.step = step
    if (steps !== undefined) update.steps = steps
    if (told === status) addEnd(update, message)
    queue.push(update)
  }
}

type Told = { -readonly [K in keyof StatusUpdate]: StatusUpdate[K] }

function addEnd(update: Told, { reason, error, result, state }: StatusMessage): void {
  if (reason !== undefined) update.reason = reason
  if (error !== undefined) update.error = error
  if (result !== undefined) update.result = result
  if (state !== undefined) update.state = state
}
