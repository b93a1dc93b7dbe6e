import { action, contract, defineAgent, processor, slot } from '@parley/runtime'
import * as z from 'zod'
import { Model } from './model.ts'

export const DIMENSIONS = 16

const point = slot.tensor({ dtype: 'float32', shape: [DIMENSIONS] })
const number = slot.tensor({ dtype: 'float32', shape: [1] })
export const tensor = (data: Float32Array) => ({ dtype: 'float32', shape: [data.length], data }) as const

export const Pupil = contract({
  name: 'pupil',
  actions: {
    /** A step a sample: what it sees, and what it should have said. */
    learn: processor({ stdin: { x: point }, stdtar: { y: number }, stdout: { loss: number }, input: z.object({ rate: z.number() }) }),
    exam: processor({ stdin: { x: point }, stdout: { answer: number } }),
    learnt: action({ input: z.object({}), output: z.int() }),
  },
})

/** @public The network names it. */
export default defineAgent(Pupil, {
  start: () => ({ model: new Model(DIMENSIONS), learnt: 0 }),
  handlers: {
    learn({ x, y }, { state, args }) {
      if (!y) throw new Error('nobody said what is right')
      state.learnt++
      return { loss: tensor(Float32Array.of(state.model.learn(x.data, y.data[0]!, args.rate))) }
    },
    exam: ({ x }, { state }) => ({ answer: tensor(Float32Array.of(state.model.answer(x.data))) }),
    learnt: (_, { state }) => state.learnt,
  },
})
