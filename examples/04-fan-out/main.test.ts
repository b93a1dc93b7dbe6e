import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'

it(
  'five of eight are enough, and each of the eight has a verdict',
  async () => {
    await using fanOut = await Example.run(new URL('./main.ts', import.meta.url))
    expect(await fanOut.exit(), `${fanOut}`).toBe(0)
    const verdicts = fanOut.stdout.filter((line) => /^[a-z]{3} {2}/.test(line))
    expect(verdicts).toHaveLength(8)
    const answered = verdicts.filter((line) => /^[a-z]{3} {2}\d+$/.test(line))
    const late = verdicts.filter((line) => line.endsWith('discarded: enough others had answered'))
    expect(answered.length).toBeGreaterThanOrEqual(5)
    expect(answered.length + late.length).toBe(8)
    expect(fanOut.stdout.at(-1)).toBe(`the middle of ${answered.length} guesses is ${middleOf(answered)}`)
  },
  PATIENCE_MS,
)

const middleOf = (lines: string[]) => {
  const numbers = lines.map((line) => Number(line.slice(5))).sort((a, b) => a - b)
  return numbers[Math.floor(numbers.length / 2)]
}
