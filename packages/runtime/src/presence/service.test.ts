import { serviceInfoSchema, servicePingSchema, serviceStatsSchema } from '@parley/protocol'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import { defineAgent } from '../agent/definition.ts'
import { testWorld } from '../testing/world.ts'

vi.stubEnv('PARLEY_LOG', 'silent') // a handler fails here on purpose

const clerk = defineAgent({
  name: 'clerk',
  version: '1.2.3',
  description: 'files things',
  actions: {
    file: action({ input: z.object({}) }, () => {}),
    lose: action({ input: z.object({}) }, () => {
      throw new Error('lost it')
    }),
  },
})

/** The published JSON is strict: a field that the schema does not know is a mistake too. */
const strict = (schema: z.ZodLazy<z.ZodObject>) => schema.unwrap().strict()

async function setUp() {
  const world = await testWorld()
  const agent = await world.agent(clerk)
  const client = await world.client()
  const tool = await world.bus('tool')
  const ask = async (subject: string) => {
    const answers: unknown[] = []
    const end = tool.subscribe('_INBOX.tool', ({ data, noResponders }) => {
      if (!noResponders) answers.push(JSON.parse(new TextDecoder().decode(data)))
    })
    tool.publish(subject, new Uint8Array(0), '_INBOX.tool')
    await tool.flush()
    await tool.flush()
    await tool.flush()
    end()
    return answers.filter((answer) => (answer as { name: string }).name === 'clerk')
  }
  return { world, agent, client, tool, ask, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('every instance answers to all, to its name and to itself, and to nobody else', async () => {
  await using t = await setUp()
  const twin = await t.world.agent(clerk)
  for (const [subject, ids] of [
    ['$SRV.PING', [t.agent.instance, twin.instance]],
    ['$SRV.PING.clerk', [t.agent.instance, twin.instance]],
    [`$SRV.PING.clerk.${twin.instance}`, [twin.instance]],
    ['$SRV.PING.other', []],
  ] as const)
    expect((await t.ask(subject)).map((answer) => (answer as { id: string }).id).sort()).toEqual([...ids].sort())
})

test('PING and INFO say who it is, in the published form', async () => {
  await using t = await setUp()
  const [ping] = await t.ask('$SRV.PING.clerk')
  expect(strict(servicePingSchema).parse(ping)).toMatchObject({
    ...{ type: 'io.nats.micro.v1.ping_response', name: 'clerk', id: t.agent.instance, version: '1.2.3' },
    metadata: { runtime: 'parley', world: t.world.name, pid: String(process.pid) },
  })
  const [info] = await t.ask('$SRV.INFO.clerk')
  expect(strict(serviceInfoSchema).parse(info)).toMatchObject({
    description: 'files things',
    endpoints: [
      {
        name: 'interaction',
        subject: `parley.${t.world.name}.interaction.clerk.*`,
        queue_group: 'clerk',
        metadata: { actions: 'file,lose' },
      },
    ],
  })
})

test('STATS count what was done and what failed', async () => {
  await using t = await setUp()
  const before = strict(serviceStatsSchema).parse((await t.ask('$SRV.STATS.clerk'))[0]) as z.infer<typeof serviceStatsSchema>
  expect(before.endpoints[0]).toMatchObject({
    num_requests: 0,
    num_errors: 0,
    last_error: '',
    processing_time: 0,
    average_processing_time: 0,
  })
  const peer = t.client.peer(clerk)
  for (let i = 0; i < 3; i++) await peer.file({})
  await peer.lose({}).catch(() => {})
  const after = strict(serviceStatsSchema).parse((await t.ask('$SRV.STATS.clerk'))[0]) as z.infer<typeof serviceStatsSchema>
  expect(after.endpoints[0]).toMatchObject({
    num_requests: 4,
    num_errors: 1,
    last_error: 'Error: lost it',
    data: { open: 0, waiting: 0, running: 0 },
  })
  expect(after.endpoints[0]!.processing_time).toBeGreaterThan(0)
  expect(after.started).toBe(before.started)
})

test('a question without a reply subject is nobody’s', async () => {
  await using t = await setUp()
  t.tool.publish('$SRV.PING', new Uint8Array(0))
  await t.tool.flush()
  expect(await t.ask('$SRV.PING.clerk')).toHaveLength(1)
})
