import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'

interface Exam {
  readonly after: number
  readonly right: number
  readonly loss: number
}

it(
  'a pupil that has learnt from more samples gives more right answers, and no sample is learnt twice',
  async () => {
    await using school = await Example.run(new URL('./main.ts', import.meta.url))
    expect(await school.exit(), `${school}`).toBe(0)
    const exams = school.stdout.flatMap((line) => {
      const [, after, right, loss] = /^after +(\d+) lessons .* ([\d.]+) % right(?:, loss ([\d.]+))?$/.exec(line) ?? []
      return after ? [{ after: Number(after), right: Number(right), loss: Number(loss) }] : []
    })
    expect(exams.map(({ after }) => after)).toEqual([0, 10, 100, 1_000])
    const [before, few, some, all] = exams as [Exam, Exam, Exam, Exam]
    expect(before.right).toBeLessThan(60) // about as good as a coin
    expect(few.right).toBeGreaterThan(before.right)
    expect(some.right).toBeGreaterThan(few.right)
    expect(all.right).toBeGreaterThan(some.right)
    expect(all.right).toBeGreaterThan(90)
    expect(some.loss).toBeLessThan(few.loss)
    expect(all.loss).toBeLessThan(some.loss)
    expect(school.stdout.at(-1)).toBe('the pupil has learnt from 1,000 samples in 1,000 steps')
    expect(school.stderr.join('\n')).toContain('lessons 100 %')
  },
  PATIENCE_MS,
)
