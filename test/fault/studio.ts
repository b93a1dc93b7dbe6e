import { appendFileSync } from 'node:fs'
import { action, type Context, contract, defineAgent, type Handle, processor, type Step, slot, stream, type Wire } from '@parley/runtime'
import * as z from 'zod'

/** Samples that a slot of these agents lets wait: few, so that a slow reader is felt at once. */
export const WINDOW = 16

const frames = z.object({ from: z.number().default(0), count: z.number(), bytes: z.number().default(0) })
const figures = action({ input: z.object({}), output: z.object({ written: z.number(), read: z.number(), heap: z.number() }) })

/** What passes between these agents: a number, and bytes that make it heavy. */
export interface Frame {
  readonly n: number
  readonly data: Uint8Array
}
const frame = (n: number, bytes = 0): Frame & Wire => ({ n, data: new Uint8Array(bytes) })

/** An agent whose frames everybody hears, and that yields them on demand. */
export const Camera = contract({
  name: 'camera',
  streams: { frames: stream.json(), titles: stream.text() },
  actions: {
    film: action({ input: frames, output: z.number() }),
    tape: action({ input: frames, yields: z.custom<Frame>(), output: z.number() }),
    figures,
  },
})

export const camera = defineAgent(Camera, {
  concurrency: 1_000,
  start: () => ({ written: 0 }),
  handlers: {
    async film({ from, count, bytes }, { streams }) {
      for (let n = from; n < from + count; n++) await streams.write('frames', frame(n, bytes))
      return count
    },
    async *tape({ from, count, bytes }, { state }) {
      for (let n = from; n < from + count; n++) {
        state.written++
        yield frame(n, bytes)
      }
      return count
    },
    figures: (_, { state }) => ({ written: state.written, read: 0, heap: heapBytes() }),
  },
})

const looking = (policy: 'queue' | 'latest' | 'drop-oldest') =>
  processor({
    stdin: { picture: slot.json({ policy, limit: WINDOW }) },
    stdout: { caption: slot.json() },
    input: z.object({ holdMs: z.number().default(0) }),
  })

/** An agent that reads frames and writes down, where its death cannot erase it, which it has read and with what code it was told to stop. */
export const Captioner = contract({
  name: 'captioner',
  actions: {
    process: looking('queue'),
    newest: looking('latest'),
    some: looking('drop-oldest'),
    print: processor({ stdin: { title: slot.text({ policy: 'queue' }) }, stdout: { caption: slot.json() } }),
    figures,
  },
})

/** What a captioner remembers. */
interface State {
  read: number
  readonly write: (line: string) => void
}
type Look = { readonly picture: Wire }
type Looking = Context<State, { file: string }> & Step<{ holdMs: number }>

async function caption({ picture }: Look, { state, signal, args, step, missed }: Looking) {
  const { n } = picture as unknown as Frame
  if (step === 0) signal.addEventListener('abort', () => state.write(`${(signal.reason as { code: string }).code} ${n}`))
  state.read++
  state.write(`read ${n}`)
  if (args.holdMs > 0) await new Promise((done) => setTimeout(done, args.holdMs))
  return { caption: { n, missed: missed.picture! } }
}

export const captioner = defineAgent(Captioner, {
  concurrency: 1_000,
  config: z.object({ file: z.string() }),
  start: ({ config: { file } }: { config: { file: string } }): State => ({ read: 0, write: (line) => appendFileSync(file, `${line}\n`) }),
  handlers: {
    process: caption,
    newest: caption,
    some: caption,
    print: ({ title }) => ({ caption: title }),
    figures: (_, { state }) => ({ written: 0, read: state.read, heap: heapBytes() }),
  },
})

/** An agent that asks a captioner to read what it writes for it alone. */
export const Director = contract({
  name: 'director',
  streams: { script: stream.json({ delivery: 'dm' }) },
  actions: {
    /** Sends it, writes frames one after the other, each when there is room, and gives how many it could write until the end. */
    direct: action({ input: frames.extend({ steps: z.number(), holdMs: z.number().default(0) }), output: z.number() }),
    figures,
  },
})

export const director = defineAgent(Director, {
  concurrency: 1_000,
  start: () => ({ written: 0 }),
  handlers: {
    async direct({ from, count, bytes, steps, holdMs }, ctx) {
      const sent = ctx.send(ctx.peer(Captioner).process, { holdMs }, { streams: ['script'], steps })
      const end = sent.result
      try {
        for (let n = from; n < from + count; n++) {
          await sent.write('script', frame(n, bytes))
          ctx.state.written++
        }
      } catch (error) {
        if ((error as { code?: string }).code !== 'DISCARDED') throw error // it has read enough
      }
      await end
      return count
    },
    figures: (_, { state }) => ({ written: state.written, read: 0, heap: heapBytes() }),
  },
})

/** Settles when its target has taken it: from then on it listens to the streams that it names. */
export async function taken(handle: Handle<unknown, unknown>): Promise<void> {
  for await (const { status } of handle.statuses()) if (status !== 'requested') return
}

/** After a garbage collection. */
function heapBytes(): number {
  ;(globalThis as { gc?: () => void }).gc?.()
  return process.memoryUsage().heapUsed
}
