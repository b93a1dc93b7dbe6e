import { action, contract, defineAgent, type Policy, processor, slot, stream } from '@parley/runtime'
import * as z from 'zod'

/** Samples that a slot of these agents lets wait: few, so that nothing about credit hides behind a large window. */
export const WINDOW = 4

/** A step of a reader: what it got, and how many before it that nobody will get. */
interface Got {
  readonly n: unknown
  readonly missed: number | undefined
}

const by = (policy: Policy) => processor({ stdin: { n: slot.json({ policy, limit: WINDOW }) }, stdout: { got: slot.json() } })

export const Reader = contract({
  name: 'reader',
  actions: { process: by('queue'), newest: by('latest'), some: by('drop-oldest') },
})

/** Reads numbers one after the other. While `held` is a promise, a step waits for it. */
export function reader(concurrency = 2_000) {
  const read: Got[] = []
  const state: { held: Promise<void> | null } = { held: null }
  const step = async ({ n }: { n: unknown }, { missed }: { missed: Readonly<Record<string, number>> }) => {
    read.push({ n, missed: missed.n })
    await state.held
    return { got: n as number }
  }
  const agent = defineAgent(Reader, { concurrency, handlers: { process: step, newest: step, some: step } })
  return Object.assign(agent, { read, state, numbers: () => read.map(({ n }) => n) })
}

/** An agent with a stream for everybody, and one for whom it asks. */
export const Writer = contract({
  name: 'writer',
  streams: { all: stream.json(), own: stream.json({ delivery: 'dm' }) },
  actions: {
    publish: action({ input: z.object({ from: z.number(), to: z.number() }) }),
    /** Asks a reader for as many steps, writes the numbers when there is room, and gives what the reader ended with. */
    dictate: action({ input: z.object({ to: z.number(), steps: z.number() }), output: z.json() }),
    /** Yields the numbers. */
    count: action({ input: z.object({ to: z.number() }), yields: z.number() }),
  },
})

export function writer() {
  const written: number[] = []
  const agent = defineAgent(Writer, {
    concurrency: 2_000,
    handlers: {
      async publish({ from, to }, { streams, signal }) {
        for (let n = from; n < to && !signal.aborted; n++) await streams.write('all', n)
      },
      async dictate({ to, steps }, ctx) {
        const sent = ctx.send(ctx.peer(Reader).process, {}, { streams: ['own'], steps })
        for (let n = 0; n < to; n++) {
          await sent.write('own', n)
          written.push(n)
        }
        return (await sent.result) as never
      },
      async *count({ to }) {
        for (let n = 0; n < to; n++) {
          written.push(n)
          yield n
        }
      },
    },
  })
  return Object.assign(agent, { written })
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
