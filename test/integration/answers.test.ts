import { decode, encode, type StatusMessage } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTown, type Town } from './town.ts'

vi.stubEnv('PARLEY_LOG', 'silent') // much is refused here on purpose

let town: Town
beforeAll(async () => {
  town = await openTown({ monitor: true })
})
afterAll(() => town[Symbol.asyncDispose]())

/** How many messages the broker has taken from the client. */
async function published(): Promise<number> {
  const { connections } = (await (await fetch(`${town.broker.monitorUrl}/connz`)).json()) as {
    connections: { name: string; in_msgs: number }[]
  }
  return connections.find(({ name }) => name === `${town.world}/alice`)!.in_msgs
}

/** Follows the status subjects of a requester that does not exist. */
async function statusesFor(requester: string): Promise<StatusMessage[]> {
  const heard: StatusMessage[] = []
  const bus = await town.stranger()
  bus.subscribe(`parley.${town.world}.status.${requester}.>`, ({ data }) => heard.push(decode(data) as unknown as StatusMessage))
  await bus.flush()
  return heard
}

const aRequest = (requester: string, own: object = {}) => ({
  ...{ v: 1, id: 'x-1', requester, requesterInstance: 'x', action: 'echo', args: { text: 'a' }, numSteps: -1, createdAt: 0 },
  ...own,
})

test('a request that comes again gets the words of its end until its requester says that it has heard them, and then none', async () => {
  const statuses = await statusesFor('dora')
  const bus = await town.stranger()
  const ask = (n: number, more: object = {}) => {
    const head = { requesterInstance: 'x', requester: 'dora', reads: ['packs'] }
    const pack = { v: 1, head, createdAt: 1, ...more, pack: [[n, 'echo', { text: `answer ${n}` }]] }
    bus.publish(`parley.${town.world}.interaction.witness.dora`, encode(pack), `parley.${town.world}.status.dora.x.-${n}-${n}.witness`)
  }
  const answers = () => statuses.flatMap((pack) => (pack as unknown as { pack: unknown[][] }).pack.map(([, , , , result]) => result))
  ask(0)
  ask(0)
  await expect.poll(answers).toEqual(['answer 0', 'answer 0'])
  ask(1, { heard: [0, 1] })
  ask(0)
  ask(2)
  await expect.poll(answers).toEqual(['answer 0', 'answer 0', 'answer 1', 'answer 2'])
})

test('an agent that is not there is told within two round trips: two messages and no more', async () => {
  // between two beats, so that no sign of life is counted
  await vi.waitFor(async () => {
    const before = await published()
    await expect(town.client.peer('nobody').echo!({ text: 'a' } as never)).rejects.toMatchObject({
      ...{ reason: 'rejected', code: 'NO_RESPONDERS', retryable: true },
      message: expect.stringContaining(`no agent nobody is running in the world ${town.world}`),
    })
    expect((await published()) - before).toBe(2)
  })
})

describe('a call is answered in words', () => {
  test('when there is no such action: with those there are', async () => {
    const call = town.client.peer<never>('witness') as Record<string, (args: unknown) => PromiseLike<unknown>>
    await expect(Promise.resolve(call.sing!({}))).rejects.toMatchObject({
      ...{ reason: 'rejected', code: 'UNKNOWN_ACTION', message: expect.stringMatching(/no action sing, there is echo, .*describe/) },
    })
  })

  test.each<[unknown, string]>([
    [{}, 'args.text: got nothing, expected string'],
    [{ text: 5 }, 'args.text: got a number, expected string'],
    [{ text: '', times: 0 }, 'args.times: got a number'],
  ])('when the arguments are %j: with the field', async (args, message) => {
    await expect(town.witness.echo(args as never)).rejects.toMatchObject({
      ...{ reason: 'rejected', code: 'BAD_ARGUMENTS', retryable: false, message: expect.stringContaining(message) },
    })
  })

  test('when the handler throws: with its message, without its stack', async () => {
    const error = await town.witness.fail({}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ reason: 'error', code: 'HANDLER_FAILED', message: 'witness: RangeError: out of luck' })
    expect(JSON.stringify(error)).not.toContain('witness.ts')
  })

  test('when the result has the wrong shape: with the field', async () => {
    await expect(town.witness.wrong({})).rejects.toMatchObject({
      ...{ reason: 'error', code: 'BAD_RESULT', message: 'witness: output.list.1: got a string, expected number' },
    })
  })

  test('when the result is larger than the broker takes', async () => {
    await expect(town.witness.huge({ bytes: 2 * 1024 * 1024 })).rejects.toMatchObject({ reason: 'error', code: 'TOO_LARGE' })
  })

  test('when the arguments are larger than the broker takes: before they leave', async () => {
    await expect(town.witness.echo({ text: 'x'.repeat(2 * 1024 * 1024) })).rejects.toMatchObject({ reason: 'rejected', code: 'TOO_LARGE' })
  })

  test('when it takes longer than it may', async () => {
    await expect(town.witness.hold({}, { timeoutMs: 100 })).rejects.toMatchObject({ reason: 'timeout', code: 'TIMEOUT' })
  })
})

describe('a body that claims another requester than its subject', () => {
  test('is refused, to the requester of the subject, and runs nothing', async () => {
    const [victim, mallory] = [await statusesFor('victim'), await statusesFor('mallory')]
    const bus = await town.stranger()
    bus.publish(`parley.${town.world}.interaction.witness.mallory`, encode(aRequest('victim')))
    await vi.waitUntil(() => mallory.length > 0)
    expect(mallory).toMatchObject([{ status: 'completed', reason: 'rejected', error: { code: 'IDENTITY_MISMATCH' } }])
    expect(victim).toEqual([])
  })

  test('cannot steer what is not its own', async () => {
    const handle = town.client.send(town.witness.hold, {})
    await vi.waitUntil(() => handle.status === 'running')
    const mallory = await statusesFor('mallory')
    const bus = await town.stranger()
    const [id] = handle.uuid.split('_')
    const body = { v: 1, op: 'cancel', id, requester: 'alice', senderInstance: 'x' }
    bus.publish(`parley.${town.world}.control.witness._.mallory`, encode(body))
    await vi.waitUntil(() => mallory.length > 0)
    expect(mallory).toMatchObject([{ ack: { op: 'cancel', ok: false, held: true, code: 'FORBIDDEN' } }])
    expect(handle.status).toBe('running')
    await handle.cancel()
  })

  test('of a status is not believed', async () => {
    const handle = town.client.send(town.witness.hold, {})
    await vi.waitUntil(() => handle.status === 'running')
    const bus = await town.stranger()
    const [id] = handle.uuid.split('_')
    const forged = {
      v: 1,
      by: 'witness',
      instance: 'x',
      seq: 9,
      status: 'completed',
      transitions: [['completed', 1]],
      reason: 'ok',
      result: 'forged',
    }
    bus.publish(`parley.${town.world}.status.alice.${town.client.instance}.${id}.mallory`, encode(forged))
    await bus.flush()
    expect(await town.witness.echo({ text: 'still here' })).toBe('still here')
    expect(handle.status).toBe('running')
    await handle.cancel()
  })
})

test('an answer never goes to the reply subject that a request names', async () => {
  const bus = await town.stranger()
  const heard: string[] = []
  bus.subscribe('somebody.else', ({ subject }) => heard.push(subject))
  const mallory = await statusesFor('mallory')
  bus.publish(`parley.${town.world}.interaction.witness.mallory`, encode(aRequest('mallory', { id: 'x-2' })), 'somebody.else')
  bus.publish(`parley.${town.world}.interaction.witness.mallory`, Uint8Array.of(0xc1), 'somebody.else')
  await vi.waitUntil(() => mallory.length > 0)
  await bus.flush()
  expect(heard).toEqual([])
})
