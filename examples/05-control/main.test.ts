import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'

it(
  'a long job is paused between two steps, goes on with the next one, and is cancelled',
  async () => {
    await using control = await Example.run(new URL('./main.ts', import.meta.url))
    expect(await control.exit(), `${control}`).toBe(0)
    const told = control.stdout.filter((line) => !line.startsWith('steer it'))
    expect(told).toEqual(['requested', 'received', 'running', '1 m', 'paused', 'running', '3 m', 'completed', 'cancelled'])
  },
  PATIENCE_MS,
)
