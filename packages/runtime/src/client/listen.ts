import { ParleyError } from '@parley/protocol'
import type { Directory } from '../stream/directory.ts'
import type { Inlet, Inlets } from '../stream/inlets.ts'
import { hashOf, type KnownStream } from '../stream/known.ts'
import { Queue } from '../stream/queue.ts'
import { decodeSample } from '../stream/sample.ts'
import { Stretch } from '../stream/stretch.ts'
import type { Clock } from '../time/clock.ts'

/** Samples that may wait for a loop; above it the oldest go, and the next one says how many. */
const WAITING = 1_024

/** A sample of a stream that goes to all subscribers. */
export interface Heard {
  /** `owner:name`. */
  readonly stream: string
  readonly tag: number
  readonly value: unknown
  /** Samples of this stream that were sent between the one before and this one, and are not told. */
  readonly missed: number
}

interface Parts {
  readonly self: string
  readonly directory: Pick<Directory, 'resolve'>
  readonly inlets: Pick<Inlets, 'openShared'>
  readonly clock: Pick<Clock, 'nowMs'>
}

/**
 * Hears a stream, or all of a group, from now on until the loop is left. It outlives the death of its owner: the next instance is heard as well.
 * The loop throws ParleyError UNKNOWN_STREAM, BadNameError, or what asking the owner came to.
 */
export function listen(reference: string, { self, directory, inlets, clock }: Parts): AsyncIterable<Heard> {
  const opened: Inlet[] = []
  const dropped = new Map<string, number>()
  let left = false
  const onReturn = () => {
    left = true
    for (const inlet of opened) inlet.close()
  }
  const queue = new Queue<Heard>(WAITING, { onReturn, stretch: new Stretch(clock) })
  const open = (stream: KnownStream): Inlet => {
    const hash = hashOf(stream)
    const onFresh = () => {
      const { buffer } = inlet
      for (let taken = buffer.take(); taken; taken = buffer.take()) {
        const missed = taken.missed + (dropped.get(hash) ?? 0)
        dropped.delete(hash)
        try {
          const value = decodeSample(stream.properties, taken.value, hash)
          if (queue.size >= WAITING) dropped.set(hash, missed + 1)
          else queue.push({ stream: hash, tag: taken.tag, value, missed })
        } catch {
          dropped.set(hash, missed + 1) // what is no sample of its stream is not told
        }
      }
    }
    const inlet = inlets.openShared(stream, { policy: 'drop-oldest', limit: WAITING, onFresh })
    return inlet
  }
  directory.resolve(reference, 'stream', self).then(
    (streams) => {
      const direct = streams.find(({ delivery }) => delivery === 'dm')
      if (direct)
        queue.end(
          new ParleyError('UNKNOWN_STREAM', `${hashOf(direct)} goes to the recipients of its owner's interactions, and to nobody else`),
        )
      else if (!left) opened.push(...streams.map(open))
    },
    (error: unknown) => queue.end(error),
  )
  return queue
}
