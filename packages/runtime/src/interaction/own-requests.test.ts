import { checkInteraction, decode, encode, type InteractionMessage, MAX_STEPS, ParleyError } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import type { Ending } from './ending.ts'
import { OwnRequests } from './own-requests.ts'
import type { ReceivedInteraction } from './received.ts'

function setUp() {
  const clock = new ManualClock()
  const begun: InteractionMessage[] = []
  const failed: string[] = []
  const standing: { ending: Ending | null; onEnd: ((ending: Ending) => void) | null }[] = []
  const refusal: { error: Error | null } = { error: null }
  let ids = 0
  const own = new OwnRequests({
    ...{ self: { world: 'w', name: 'bob', instance: 'b' }, newId: () => `own-${ids++}`, clock },
    async begin(request, bind) {
      begun.push(request)
      await bind?.({ stdin: {}, stdtar: {}, stdout: {} })
      if (refusal.error) throw refusal.error
      standing.push({ ending: null, onEnd: null })
      return standing.at(-1) as unknown as ReceivedInteraction
    },
    bindWires: async () => null as never,
    onFailed: (what) => failed.push(what),
  })
  return { own, clock, begun, failed, standing, refusal }
}

test('what an agent asks of itself is a request like any other, in its own name', async () => {
  const { own, begun } = setUp()
  await own.begin({ action: 'work', args: { n: 1 }, priority: 2, timeoutMs: 50 })
  expect(begun[0]).toMatchObject({
    id: 'own-0',
    requester: 'bob',
    requesterInstance: 'b',
    action: 'work',
    args: { n: 1 },
    numSteps: -1,
    priority: 2,
    timeoutMs: 50,
  })
  expect(checkInteraction(decode(encode(begun[0] as never)))).toMatchObject({ id: 'own-0' })
})

test('what cannot be asked for is thrown', async () => {
  const { own, refusal } = setUp()
  refusal.error = new ParleyError('UNKNOWN_ACTION', 'no action work')
  await expect(own.begin({ action: 'work' })).rejects.toBe(refusal.error)
})

describe('a standing one', () => {
  const wires = { image: 'eye:frames' }

  test('goes on for as long as it likes', async () => {
    const { own, clock, begun, failed } = setUp()
    await own.stand('process', wires)
    await clock.pass(3_600_000)
    expect([begun.map(({ numSteps }) => numSteps), failed]).toEqual([[MAX_STEPS], []])
  })

  test('that cannot be laid is tried again, less and less often, until it stands; that is told once', async () => {
    const { own, clock, begun, failed, refusal } = setUp()
    refusal.error = new ParleyError('NO_RESPONDERS', 'no agent eye is running')
    await own.stand('process', wires)
    for (const ms of [100, 200, 400]) await clock.pass(ms)
    expect([begun.length, failed]).toEqual([4, ['the wires of process']])
    await clock.pass(60_000)
    const tries = begun.length
    expect(tries).toBeLessThan(20)
    refusal.error = null
    await clock.pass(5_000)
    await clock.pass(60_000)
    expect([begun.length, failed.length]).toEqual([tries + 1, 1])
  })

  test('that has failed is laid again, and told; at once after a long time, less and less often when it fails at once', async () => {
    const { own, clock, begun, failed, standing } = setUp()
    await own.stand('process', wires)
    await clock.pass(60_000)
    for (const ms of [100, 200, 400]) {
      standing.at(-1)!.onEnd!({ reason: 'error' })
      await clock.pass(ms - 1)
      const before = begun.length
      await clock.pass(1)
      expect(begun.length).toBe(before + 1)
    }
    expect(failed).toHaveLength(3)
  })

  test.each(['cancelled', 'discarded'] as const)('that somebody has ended (%s) stays so', async (reason) => {
    const { own, clock, begun, standing, failed } = setUp()
    await own.stand('process', wires)
    standing[0]!.onEnd!({ reason })
    await clock.pass(60_000)
    expect([begun.length, failed]).toEqual([1, []])
  })

  test('is not laid again once the agent goes', async () => {
    const { own, clock, begun, standing } = setUp()
    await own.stand('process', wires)
    standing[0]!.onEnd!({ reason: 'error' })
    own.close()
    await clock.pass(60_000)
    expect([begun.length, clock.timers]).toEqual([1, 0])
  })
})
