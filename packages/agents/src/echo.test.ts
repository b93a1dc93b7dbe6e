import { type TestWorld, testWorld } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import definition, { Echo } from './echo.ts'

async function withEcho(use: (echo: ReturnType<typeof peerOf>) => Promise<void>): Promise<void> {
  await using world = await testWorld()
  await world.agent(definition)
  await use(peerOf(await world.client()))
}
const peerOf = (client: Awaited<ReturnType<TestWorld['client']>>) => client.peer(Echo)

test('echo gives back whatever it gets', () =>
  withEcho(async (echo) => {
    for (const value of ['text', 0, null, [1, { a: false }]]) expect(await echo.echo({ value })).toEqual(value)
  }))

test('count yields from 1 to where it is told', () =>
  withEcho(async (echo) => {
    const counted: number[] = []
    for await (const n of echo.count({ to: 5 })) counted.push(n)
    expect(counted).toEqual([1, 2, 3, 4, 5])
  }))

test('a wait that nobody waits for any more ends at once', () =>
  withEcho(async (echo) => {
    await expect(echo.wait({ ms: 3_600_000 }, { timeoutMs: 20 })).rejects.toMatchObject({ reason: 'timeout' })
    await echo.wait({ ms: 0 })
  }))
