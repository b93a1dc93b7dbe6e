import { action, contract, defineAgent } from '@parley/runtime'
import { Probe, probe } from '@parley/runtime/testing'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { BEAT_MS, endOf, stage } from './stage.ts'
import { isControl } from './wiretap.ts'

const none = z.object({})
const text = z.object({ to: z.string() })

const Middle = contract({
  name: 'middle',
  actions: {
    hold: action({ input: text }),
    both: action({ input: text, output: z.array(z.unknown()), reentrant: true }),
    leave: action({ input: none }),
    stubborn: action({ input: text, output: z.string() }),
    call: action({ input: none, output: z.string() }),
    byHandle: action({ input: none, output: z.string() }),
    gather: action({ input: none, output: z.string() }),
    name: action({ input: none, output: z.string() }),
  },
})
const Back = contract({ name: 'back', actions: { call: action({ input: none, output: z.string() }) } })
/** The same, as one that gives up its place while it waits. */
const Reentrant = contract({
  name: 'middle',
  actions: {
    ...Middle.actions,
    hold: action({ input: text, reentrant: true }),
    call: action({ input: none, output: z.string(), reentrant: true }),
    byHandle: action({ input: none, output: z.string(), reentrant: true }),
    gather: action({ input: none, output: z.string(), reentrant: true }),
  },
})

/** Waits for others in every way there is. */
const middle = (face: typeof Middle = Middle) =>
  defineAgent(face, {
    handlers: {
      hold: async ({ to }, ctx) => void (await ctx.peer(Probe, to).hold({})),
      both({ to }, ctx) {
        const { echo, hold } = ctx.peer(Probe, to)
        // three calls at once, one of which leads to another: parts of one handler come back at different times
        return Promise.all([hold({}).then((first) => echo({ value: [first, 'then'] })), echo({ value: 'two' }), hold({})])
      },
      leave(_, ctx) {
        ctx.send(ctx.peer(Probe).untilSignal, {})
        ctx.send(ctx.peer(Probe).untilSignal, {}, { detached: true })
        return new Promise<void>((done) => ctx.signal.addEventListener('abort', () => done()))
      },
      async stubborn({ to }, ctx) {
        const peer = ctx.peer(Probe, to)
        await endOf(peer.hold({}))
        const end = await endOf(peer.echo({ value: 1 }))
        return 'ok' in end ? 'it was sent' : end.code
      },
      call: (_, ctx) => ctx.peer(Back).call({}),
      byHandle: (_, ctx) => ctx.send(ctx.peer(Back).call, {}).result,
      async gather(_, ctx) {
        const { outcomes } = await ctx.gather([ctx.peer(Back).call], {})
        const { back } = outcomes
        if (back?.ok) return back.result
        throw new Error(back?.error.code)
      },
      name: () => 'middle',
    },
  })

/** Calls back who calls it. */
const back = defineAgent(Back, { handlers: { call: (_, ctx) => ctx.peer(Middle).name({}) } })

test('what a cancelled interaction has asked of others is cancelled with it, but for what is detached', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  await s.agent(middle())
  const client = await s.client()
  const handle = client.send(client.peer(Middle).leave, {})
  const end = endOf(handle.result)
  await s.clock.settle()
  expect(agent.asked).toHaveLength(2)
  await handle.cancel()
  await s.clock.settle()
  expect(await end).toMatchObject({ reason: 'cancelled' })
  expect(agent.asked.map(({ state }) => state)).toEqual(['CANCELLED', 'running'])
})

test('a nested call has no more time than what is left of the one that it is for', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  await s.agent(middle())
  const client = await s.client()
  const end = endOf(client.peer(Middle).hold({ to: 'probe' }, { timeoutMs: 5_000 }))
  await s.clock.settle()
  const [outer, nested] = s.wire.in('interaction')
  expect(nested!.body.timeoutMs).toBeLessThanOrEqual(outer!.body.timeoutMs + 4) // the grain of deadlines
  await s.clock.pass(5_100)
  expect(await end).toMatchObject({ reason: 'timeout' })
  expect(['TIMEOUT', 'CANCELLED']).toContain(agent.asked[0]!.state) // by its own deadline, or by the cancel of the other
})

test('a handler that goes on after its end can ask nobody for anything more', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  await s.agent(middle())
  const client = await s.client()
  const end = endOf(client.peer(Middle).stubborn({ to: 'probe' }, { timeoutMs: 5_000 }))
  await s.clock.pass(6_000)
  expect(await end).toMatchObject({ reason: 'timeout' })
  expect(agent.asked.map(({ action: of }) => of)).toEqual(['hold'])
})

const WAYS = ['call', 'byHandle', 'gather'] as const

test.each(WAYS)('a chain of calls that comes back to who waits for it is refused: %s', async (way) => {
  await using s = await stage()
  await s.agent(middle())
  await s.agent(back)
  const client = await s.client()
  expect(await endOf(client.peer(Middle)[way]({}))).toMatchObject({ reason: 'error', code: 'HANDLER_FAILED' })
  const refusals = s.wire.in('status').filter(({ body }) => body.error?.code === 'WAIT_CYCLE')
  expect(refusals.map(({ body }) => body.error.message)).toEqual([expect.stringContaining('middle -> back -> middle')])
})

test.each(['call', 'gather'] as const)('it may come back to a reentrant action, which has given up its place: %s', async (way) => {
  await using s = await stage()
  await s.agent(middle(Reentrant))
  await s.agent(back)
  const client = await s.client()
  expect(await endOf(client.peer(Middle)[way]({}))).toEqual({ ok: 'middle' })
})

test('a reentrant action that waits for a handle keeps its place, so a chain that comes back is refused', async () => {
  await using s = await stage()
  await s.agent(middle(Reentrant))
  await s.agent(back)
  const client = await s.client()
  expect(await endOf(client.peer(Middle).byHandle({}))).toMatchObject({ code: 'HANDLER_FAILED' })
  expect(s.wire.in('status').some(({ body }) => body.error?.code === 'WAIT_CYCLE')).toBe(true)
})

test('a reentrant action waits for several calls at once, others run meanwhile, and every part of it goes on', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  await s.agent(middle(Reentrant))
  const client = await s.client()
  const peer = client.peer(Middle)
  const results = [1, 2, 3].map(() => endOf(peer.both({ to: 'probe' })))
  await s.clock.settle()
  expect(await endOf(peer.name({}))).toEqual({ ok: 'middle' })
  for (let i = 0; i < 6; i++) agent.release('', i)
  for (const result of results) expect(await result).toEqual({ ok: [[expect.any(Number), 'then'], 'two', expect.any(Number)] })
})

test('a reentrant action that is paused while it waits for its place goes on after the resume', async () => {
  await using s = await stage()
  const agent = probe()
  await s.agent(agent)
  await s.agent(middle(Reentrant))
  const client = await s.client()
  const peer = client.peer(Middle)
  const first = client.send(peer.hold, { to: 'probe' })
  await s.clock.settle()
  const inItsPlace = client.send(peer.leave, {})
  void endOf(inItsPlace.result)
  await s.clock.settle()
  agent.release()
  await s.clock.settle() // its call has come back, and its place is taken
  await first.pause()
  await s.clock.pass(10 * BEAT_MS)
  expect(first.status).toBe('paused')
  await inItsPlace.cancel()
  await first.resume()
  expect(await endOf(first.result)).toEqual({ ok: null })
  expect(s.wire.said.filter(isControl('resume'))).toHaveLength(1)
})
