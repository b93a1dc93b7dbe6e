import type { NetworkInput } from '@parley/runtime/network'

/** Who works on a review, and how many of each. Only analysts are many: they have the most to do, and need nobody else. */
export const networkOf = (analysts: number) =>
  ({
    agents: {
      editor: { module: new URL('./editor/agent.ts', import.meta.url) },
      reader: { module: new URL('./reader/agent.ts', import.meta.url) },
      splitter: { module: new URL('./splitter/agent.ts', import.meta.url) },
      analyst: { module: new URL('./analyst/agent.ts', import.meta.url), instances: analysts },
      comparer: { module: new URL('./comparer/agent.ts', import.meta.url), instances: 2 },
      proofreader: { module: new URL('./proofreader/agent.ts', import.meta.url) },
    },
  }) satisfies NetworkInput
