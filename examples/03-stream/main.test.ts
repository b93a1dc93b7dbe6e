import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'

it(
  'a caller that leaves the loop early stops the agent, whose signal fires and whose finally runs',
  async () => {
    await using stream = await Example.run(new URL('./main.ts', import.meta.url))
    expect(await stream.exit(), `${stream}`).toBe(0)
    const [one, two, three, end, ...others] = stream.stdout
    expect([one, two, three]).toEqual(['count 1', 'count 2', 'count 3'])
    expect(end).toMatch(/^the count ended: left at \d+, its signal fired$/)
    expect(others).toEqual([])
  },
  PATIENCE_MS,
)
