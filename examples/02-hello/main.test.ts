import { expect, it } from 'vitest'
import { Example, PATIENCE_MS } from '../testing/example.ts'

it(
  'Alice and Bob talk, each in a process of its own',
  async () => {
    await using hello = await Example.run(new URL('./main.ts', import.meta.url))
    expect(await hello.exit(), `${hello}`).toBe(0)
    const [, alice, bob] = /^Hello Alice in process (\d+), this is Bob in process (\d+)\.$/.exec(hello.stdout.join('\n')) ?? []
    expect(alice).toBeDefined()
    expect(bob).not.toBe(alice)
  },
  PATIENCE_MS,
)
