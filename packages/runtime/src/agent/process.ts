import { ParleyError } from '@parley/protocol'
import type { Bound } from '../interaction/bound.ts'
import { type Ending, ended, succeeded } from '../interaction/ending.ts'
import type { ReceivedInteraction, Turn } from '../interaction/received.ts'
import { lastStepDone } from '../interaction/steps.ts'
import type { Slot, Slots } from '../stream/declare.ts'
import type { HandlerContext } from './handler-context.ts'
import { Run, STEPS_A_TURN } from './run.ts'

/** What a step of a processor knows beside what any handler knows. */
export interface StepFields {
  args: unknown
  step: number
  tags: Record<string, number>
  missed: Record<string, number>
}

/**
 * The run of a processor: once per fresh set of inputs, each run a step, until the steps that were asked for are done.
 *
 * P1. A step takes one sample of every stream that fills a slot, and begins only when all have one.
 * P2. While it waits for data it has no place: nobody behind it waits.
 * P3. While a slower reader of what it gives keeps it waiting, it has no place either.
 * P4. A step that fails does not count. What a step gives is written before the next one begins.
 */
export class Process extends Run {
  get slots(): Slots {
    return this.action.sig.slots!
  }

  override run(received: ReceivedInteraction, turn: Turn): void {
    const step = { args: this.args, step: 0, tags: {}, missed: {} }
    const context = Object.assign(this.action.contextOf(received, this.action.sig.reentrant ? turn : null), step)
    this.context = context
    void this.#drive(received, turn, context)
      .catch((error: unknown) => this.failed(error))
      .then((ending) => this.finish(received, turn, ending))
  }

  async #drive(received: ReceivedInteraction, turn: Turn, context: HandlerContext & StepFields): Promise<Ending> {
    const bound = received.bound!
    while (!this.aborted) {
      if (!bound.fresh) {
        if (bound.closed) return ended('disconnected', 'STREAM_GONE', bound.closed.message)
        received.flow?.flush()
        await turn.rest((wake) => bound.whenFresh(wake))
        continue
      }
      context.step = received.step + 1
      const out = await this.action.handler(this.#take(bound, context), context)
      if (this.aborted) break
      await this.#write(received, out, turn)
      received.step++
      if (lastStepDone(this.steps, received.step)) return succeeded()
      const wait = turn.boundary()
      if (wait) {
        received.flow?.flush()
        await wait
      } else if (received.step % STEPS_A_TURN === 0) await new Promise((next) => setImmediate(next))
    }
    return succeeded() // it has ended before, and otherwise: nobody hears this
  }

  /** A value for each slot. */
  #take(bound: Bound, context: StepFields): Record<string, unknown> {
    const inputs: Record<string, unknown> = {}
    const take = (name: string, declared: Slot, part: 'stdin' | 'stdtar') => {
      const source = bound[part].get(name)
      const taken = source?.take()
      if (source && taken) {
        inputs[name] = source.decode(taken.value)
        context.tags[name] = taken.tag
        context.missed[name] = taken.missed
      } else if ('default' in declared || part === 'stdtar') inputs[name] = declared.default ?? null
      else throw new ParleyError('NO_SLOT_MATCH', `the input slot ${name} has neither a stream nor a default`)
    }
    for (const [name, declared] of Object.entries(this.slots.stdin)) take(name, declared, 'stdin')
    for (const [name, declared] of Object.entries(this.slots.stdtar)) take(name, declared, 'stdtar')
    return inputs
  }

  /** Every output slot gets its value, and nothing else is there. */
  async #write(received: ReceivedInteraction, out: unknown, turn: Turn): Promise<void> {
    const { name, output } = this.action
    const values = (typeof out === 'object' ? (out ?? {}) : {}) as Record<string, unknown>
    for (const key of Object.keys(values))
      if (!(key in this.slots.stdout)) throw new ParleyError('BAD_RESULT', `${name}: gave ${key}, which is no output slot of it`)
    for (const slot of Object.keys(this.slots.stdout)) {
      if (values[slot] === undefined) throw new ParleyError('BAD_RESULT', `${name}: gave no value for the output slot ${slot}`)
      const wait = output(received, slot, values[slot])
      if (!wait) continue
      turn.leave()
      await wait.finally(() => turn.comeBack())
    }
  }
}
