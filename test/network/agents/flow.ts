import { action, contract, defineAgent, processor, slot, stream } from '@parley/runtime'
import * as z from 'zod'

/** Says words to everybody, when one asks who may. */
export const Source = contract({
  name: 'source',
  streams: { words: stream.text() },
  actions: { say: action({ input: z.object({ word: z.string() }), roles: ['speaker'] }) },
})
export const source = defineAgent(Source, { handlers: { say: ({ word }, { streams }) => streams.write('words', word) } })

export const louder = defineAgent({
  name: 'louder',
  actions: {
    process: processor(
      { stdin: { word: slot.text(), mark: slot.text({ default: '!' }) }, stdout: { loud: slot.text() } },
      ({ word, mark }) => ({
        loud: word.toUpperCase() + mark,
      }),
    ),
  },
})

/** Keeps what it hears. */
export const Ear = contract({
  name: 'ear',
  actions: {
    process: processor({ stdin: { sound: slot.any() } }),
    heard: action({ input: z.object({}), output: z.array(z.unknown()) }),
  },
})
export const ear = defineAgent(Ear, {
  start: () => [] as unknown[],
  handlers: {
    process: ({ sound }, { state }) => void state.push(sound),
    heard: (_, { state }) => state,
  },
})
