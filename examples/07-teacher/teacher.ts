import { action, type Context, contract, defineAgent, type Handle, stream } from '@parley/runtime'
import * as z from 'zod'
import { type Sample, samples, take } from './knowledge.ts'
import { DIMENSIONS, Pupil, tensor } from './pupil.ts'

const QUESTIONS = 500
const RATE = 0.1
/** What is asked in an exam was in no lesson. */
const SEEDS = { lesson: 1, exam: 2 }

export const Teacher = contract({
  name: 'teacher',
  // `dm`: to whom an interaction is for, as fast as it reads.
  streams: {
    x: stream.tensor({ delivery: 'dm', dtype: 'float32', shape: [DIMENSIONS] }),
    y: stream.tensor({ delivery: 'dm', dtype: 'float32', shape: [1] }),
  },
  actions: {
    teach: action({
      input: z.object({ lessons: z.int(), examsAfter: z.array(z.int()) }),
      /** After each lesson, and after an exam: the share of right answers, and how wrong the pupil was on average since the one before. */
      yields: z.object({ learnt: z.int(), exam: z.object({ right: z.number(), loss: z.number() }).optional() }),
      /** The steps that the pupil did. */
      output: z.int(),
    }),
  },
})

/** @public The network names it. */
export default defineAgent(Teacher, {
  handlers: {
    async *teach({ lessons, examsAfter }, ctx) {
      const material = samples(DIMENSIONS, SEEDS.lesson)
      const course = ctx.peer(Pupil).learn({ rate: RATE }, { streams: { stdin: ['x'], stdtar: ['y'] }, steps: lessons })
      const steps = course[Symbol.asyncIterator]()
      let learnt = 0
      for (const until of examsAfter) {
        const rows = take(until - learnt, material)
        const written = write(course, rows)
        written.catch(() => {}) // a course that ends early says why by its steps
        let loss = 0
        while (learnt < until) {
          const { value, done } = await steps.next()
          if (done) return learnt
          loss += value.loss.data[0]! / rows.length
          yield { learnt: ++learnt }
        }
        await written
        // Meanwhile the course waits for its next sample, and is in nobody's way.
        yield { learnt, exam: { right: await examine(ctx), loss } }
      }
      await course.result
      return learnt
    },
  },
})

/** The share of right answers to questions that are always the same. */
async function examine(ctx: Context): Promise<number> {
  const questions = take(QUESTIONS, samples(DIMENSIONS, SEEDS.exam))
  const exam = ctx.peer(Pupil).exam({}, { streams: ['x'], steps: QUESTIONS })
  const mark = async () => {
    let asked = 0
    let right = 0
    for await (const { answer } of exam) if (Math.round(answer.data[0]!) === questions[asked++]!.y) right++
    return right / asked
  }
  const [right] = await Promise.all([mark(), write(exam, questions, ['x'])])
  return right
}

/** Settles when all have left: a reader that is slower is waited for. */
async function write(to: Handle<unknown, unknown>, rows: readonly Sample[], streams: readonly ('x' | 'y')[] = ['x', 'y']): Promise<void> {
  for (const { x, y } of rows) {
    const row = { x: tensor(x), y: tensor(Float32Array.of(y)) }
    for (const name of streams) await to.write(name, row[name])
  }
}
