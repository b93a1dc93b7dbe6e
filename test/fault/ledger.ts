import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { action, contract, defineAgent } from '@parley/runtime'
import * as z from 'zod'

const entry = z.object({ n: z.number() })

/** An agent that writes down what it does before it says so, where its death cannot erase it. */
export const Ledger = contract({
  name: 'ledger',
  actions: {
    /** Writes the number down and gives it back. */
    note: action({ input: entry, output: z.number() }),
    /** Writes the number down, and when its signal fires with which code; ends when it is told by `release`. */
    hold: action({ input: entry, output: z.number() }),
    release: action({ input: z.object({}), output: z.number() }),
    /** As `hold`, but what holds is another ledger, asked in a nested call. */
    relay: action({ input: entry.extend({ to: z.string() }), output: z.number() }),
    flood: action({ input: z.object({ samples: z.number(), bytes: z.number() }), yields: z.string() }),
    /** Does nothing, as cheaply as can be. */
    pass: action({ input: entry, output: z.number() }),
    echo: action({ input: z.string(), output: z.string() }),
    /** After a garbage collection where that can be asked for. */
    memory: action({ input: z.object({}), output: z.object({ rss: z.number(), heap: z.number() }) }),
  },
})

export const ledger = defineAgent(Ledger, {
  concurrency: 10_000,
  config: z.object({ file: z.string() }),
  start: ({ config: { file } }) => ({ write: (line: string) => appendFileSync(file, `${line}\n`), held: new Set<() => void>() }),
  handlers: {
    note({ n }, { state }) {
      state.write(`note ${n}`)
      return n
    },
    async hold({ n }, { state, signal }) {
      state.write(`hold ${n}`)
      await new Promise<void>((go) => {
        state.held.add(go)
        signal.addEventListener('abort', () => {
          state.write(`${(signal.reason as { code: string }).code} ${n}`)
          go()
        })
      })
      return n
    },
    release(_, { state }) {
      for (const go of state.held) go()
      const { size } = state.held
      state.held.clear()
      return size
    },
    relay: ({ n, to }, ctx) => ctx.peer(Ledger, to).hold({ n }),
    async *flood({ samples, bytes }) {
      const sample = 'x'.repeat(bytes)
      for (let i = 0; i < samples; i++) yield sample
    },
    pass: ({ n }) => n,
    echo: (text) => text,
    memory() {
      ;(globalThis as { gc?: () => void }).gc?.()
      const { rss, heapUsed: heap } = process.memoryUsage()
      return { rss, heap }
    },
  },
})

/** What ledgers have written down, by its kind: `note`, `hold`, or the code of a signal. */
export function read(files: readonly string[]): (kind: string) => number[] {
  const lines = files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
  return (kind) => lines.filter((line) => line.startsWith(`${kind} `)).map((line) => Number(line.slice(kind.length + 1)))
}
