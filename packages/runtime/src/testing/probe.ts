import { ParleyError, type Wire } from '@parley/protocol'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import type { Context } from '../agent/context.ts'
import { contract } from '../agent/contract.ts'
import { type AgentDefinition, defineAgent } from '../agent/definition.ts'

const any = z.custom<Wire>((value) => value !== undefined, { error: 'expected a value' })
const key = z.object({ key: z.string().default('') })

/** What a probe can be asked: the ways in which an agent may do well or badly. */
export const Probe = contract({
  name: 'probe',
  actions: {
    /** Gives back what it was given. */
    echo: action({ input: z.object({ value: any }), output: any }),
    /** Yields 0, 1, 2 … below `to`, and returns how many. With `pause`, one for each turn of the event loop. */
    count: action({ input: z.object({ to: z.number().int(), pause: z.boolean().default(false) }), yields: z.number(), output: z.number() }),
    /** Throws: an Error, or a ParleyError when a code is given. */
    fail: action({ input: z.object({ message: z.string().default('asked to fail'), code: z.string().optional() }) }),
    /** Ends when it is released under its key, and gives what it was released with; or when its signal fires. */
    hold: action({ input: key, output: any }),
    /** Yields what it is released with under its key, again and again; `null` ends it. */
    feed: action({ input: key, yields: any }),
    /** Ends, when its signal fires, with the code of the reason: nobody hears it, `asked` shows it. */
    untilSignal: action({ input: z.object({}), output: z.string() }),
    /** Never ends, whatever its signal says. */
    stubborn: action({ input: z.object({}) }),
    /** Returns what its own schema forbids. */
    wrongResult: action({ input: z.object({}), output: z.object({ list: z.array(z.number()) }) }),
    /** Yields one good sample, then one that its own schema forbids. */
    wrongSample: action({ input: z.object({}), yields: z.number() }),
    /** Calls the echo of another probe and gives what came back. */
    relay: action({ input: z.object({ to: z.string(), value: any }), output: any }),
  },
})

/** One thing that a probe was asked. */
export interface Asked {
  readonly action: string
  readonly uuid: string
  readonly requester: string
  readonly args: Wire
  /** How its handler stands: it runs, it came back, or its signal fired with this code before that. */
  state: 'running' | 'returned' | (string & {})
}

/** A probe to be started in this process, with what it has been asked. */
export interface ProbeAgent extends AgentDefinition {
  readonly actions: typeof Probe.actions
  readonly asked: readonly Asked[]
  /** Lets go what is held under the key: the one that was held first. Waits for one to be held when there is none. */
  release(key?: string, value?: Wire): void
}

/** Makes a probe; 16 things at once unless told otherwise, so that what is held is in nobody's way. */
export function probe({ name = 'probe', concurrency = 16 }: { name?: string; concurrency?: number } = {}): ProbeAgent {
  const asked: Asked[] = []
  const doors = new Map<string, Door>()
  const door = (of: string) => doors.get(of) ?? doors.set(of, new Door()).get(of)!

  /** Notes the question, and how its handler comes to its end. */
  const note = (action: string, args: Wire, ctx: Context): Asked & Disposable => {
    const { uuid, requester, signal } = ctx
    const entry = { action, uuid, requester, args, state: 'running', [Symbol.dispose]: () => returned() }
    const returned = () => {
      if (entry.state === 'running') entry.state = 'returned'
    }
    signal.addEventListener('abort', () => {
      if (entry.state === 'running') entry.state = codeOf(signal)
    })
    asked.push(entry)
    return entry
  }

  const definition = defineAgent(Probe, {
    concurrency,
    handlers: {
      async echo(args, ctx) {
        using _ = note('echo', args, ctx)
        return args.value
      },
      async *count({ to, pause }, ctx) {
        using _ = note('count', { to, pause }, ctx)
        for (let i = 0; i < to; i++) {
          yield i
          if (pause) await new Promise((next) => setImmediate(next))
        }
        return to
      },
      fail({ message, code }, ctx) {
        using _ = note('fail', { message, code }, ctx)
        throw code === undefined ? new Error(message) : new ParleyError(code as ParleyError['code'], message)
      },
      async hold(args, ctx) {
        using _ = note('hold', args, ctx)
        return await door(args.key).pass(ctx.signal)
      },
      async *feed(args, ctx) {
        using _ = note('feed', args, ctx)
        for (let value = await door(args.key).pass(ctx.signal); value !== null; value = await door(args.key).pass(ctx.signal)) yield value
      },
      async untilSignal(_args, ctx) {
        using _ = note('untilSignal', {}, ctx)
        await new Promise((fired) => ctx.signal.addEventListener('abort', fired))
        return codeOf(ctx.signal)
      },
      async stubborn(_args, ctx) {
        using _ = note('stubborn', {}, ctx)
        await new Promise(() => {})
      },
      async wrongResult(_args, ctx) {
        using _ = note('wrongResult', {}, ctx)
        return { list: ['one'] } as never
      },
      async *wrongSample(_args, ctx) {
        using _ = note('wrongSample', {}, ctx)
        yield 1
        yield 'two' as never
      },
      async relay({ to, value }, ctx) {
        using _ = note('relay', { to, value }, ctx)
        return await ctx.peer(Probe, to).echo({ value })
      },
    },
  })
  return { ...definition, name, asked, release: (of = '', value = null) => door(of).open(value) }
}

const codeOf = (signal: AbortSignal): string => (signal.reason as ParleyError).code

/** Whoever comes waits until it is opened, once for each; openings that nobody waited for are kept. */
class Door {
  readonly #openings: Wire[] = []
  readonly #waiting: ((value: Wire) => void)[] = []

  open(value: Wire): void {
    const first = this.#waiting.shift()
    if (first) first(value)
    else this.#openings.push(value)
  }

  /** What it was opened with. Throws the signal's reason. */
  async pass(signal: AbortSignal): Promise<Wire> {
    signal.throwIfAborted()
    if (this.#openings.length > 0) return this.#openings.shift()!
    return new Promise((pass, refuse) => {
      this.#waiting.push(pass)
      signal.addEventListener('abort', () => {
        const at = this.#waiting.indexOf(pass)
        if (at >= 0) this.#waiting.splice(at, 1)
        refuse(signal.reason)
      })
    })
  }
}
