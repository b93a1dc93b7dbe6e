import type { Wire, WireError } from '@parley/protocol'
import { type Ending, succeeded } from '../interaction/ending.ts'
import type { ReceivedInteraction, Turn } from '../interaction/received.ts'
import type { Outlet } from '../stream/outlet.ts'
import { checkedOutput, isThenable } from './handler-ending.ts'
import { Run } from './run.ts'

/**
 * The run of a handler that is called once: a function, or a generator of samples.
 *
 * I5. A generator that waits for nothing does not keep the process from hearing a control, showing that it lives, and sending what was written:
 *     after each burst the event loop turns.
 * I6. A generator whose reader is slower waits between two steps, without a place.
 */
export class Activation extends Run {
  #generator: AsyncGenerator<unknown, unknown, void> | null = null

  override run(received: ReceivedInteraction, turn: Turn): void {
    const { sig, handler, contextOf } = this.action
    this.context = contextOf(received, sig.reentrant ? turn : null)
    let out: unknown
    try {
      out = handler(this.args, this.context)
    } catch (error) {
      return this.finish(received, turn, this.failed(error))
    }
    if (isGenerator(out)) {
      this.#generator = out
      void this.#drive(out, received, turn).then((ending) => this.finish(received, turn, ending))
    } else if (isThenable(out))
      Promise.resolve(out).then(
        (value) => this.finish(received, turn, this.#result(value)),
        (error) => this.finish(received, turn, this.failed(error)),
      )
    else this.finish(received, turn, this.#result(out))
  }

  /** A generator is closed at its next yield. */
  override abort(error: WireError): void {
    super.abort(error)
    this.#generator?.return(undefined).catch(() => {})
  }

  /** Each yield is a step, and a sample of the stream that has the action's name. */
  async #drive(generator: AsyncGenerator<unknown, unknown, void>, received: ReceivedInteraction, turn: Turn): Promise<Ending> {
    const { name, flowOf } = this.action
    try {
      const last = await this.#steps(generator, received, turn, flowOf(received).outlet(name))
      return last.done ? this.#result(last.value) : succeeded()
    } catch (error) {
      await generator.return(undefined).catch(() => {})
      return this.failed(error)
    }
  }

  /** Until the generator ends, the steps that were asked for are done, or an abort. */
  async #steps(
    generator: AsyncGenerator<unknown, unknown, void>,
    received: ReceivedInteraction,
    turn: Turn,
    outlet: Outlet,
  ): Promise<IteratorResult<unknown>> {
    const { sig, name } = this.action
    while (true) {
      const full = outlet.room()
      if (full) await waitForReader(full, turn) // I6
      const next = await generator.next()
      if (next.done || this.aborted) return next
      const burst = outlet.write(checkedOutput(sig, 'yields', next.value, name) as Wire)
      received.step++
      if (received.step + 1 === this.steps) {
        await generator.return(undefined)
        return next
      }
      const wait = turn.boundary()
      if (wait) await pause(wait, outlet)
      else if (burst) await new Promise((next) => setImmediate(next)) // I5
    }
  }

  #result(value: unknown): Ending {
    try {
      return succeeded(checkedOutput(this.action.sig, 'output', value, this.action.name))
    } catch (error) {
      return this.failed(error)
    }
  }
}

/** What was written goes out before the pause. */
async function pause(wait: Promise<void>, outlet: Outlet): Promise<void> {
  outlet.flush()
  await wait
}

async function waitForReader(room: Promise<void>, turn: Turn): Promise<void> {
  turn.leave()
  await room
  await turn.comeBack()
}

const isGenerator = (value: unknown): value is AsyncGenerator<unknown, unknown, void> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
