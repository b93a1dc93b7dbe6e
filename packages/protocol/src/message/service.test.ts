import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { SERVICE_VERBS, serviceInfoSchema, servicePingSchema, serviceStatsSchema, serviceSubjects } from './service.ts'

const identity = { name: 'bob', id: '03fbjv6fk6a9ziv9j6uvbqih3', version: '1.0.0', metadata: { world: 'w' } }
const endpoint = { name: 'interaction', subject: 'parley.w.interaction.bob.*', queue_group: 'bob' }
const counts = {
  num_requests: 2,
  num_errors: 1,
  last_error: 'no',
  processing_time: 5_000,
  average_processing_time: 2_500,
  data: { any: 1 },
}

/** As ADR-32 writes them, in JSON. */
const EXAMPLES: [string, z.ZodType, Record<string, unknown>][] = [
  ['ping', servicePingSchema, { type: 'io.nats.micro.v1.ping_response', ...identity }],
  [
    'info',
    serviceInfoSchema,
    { type: 'io.nats.micro.v1.info_response', ...identity, description: '', endpoints: [endpoint, { ...endpoint, metadata: { a: 'b' } }] },
  ],
  [
    'stats',
    serviceStatsSchema,
    {
      type: 'io.nats.micro.v1.stats_response',
      ...identity,
      started: '2026-01-01T00:00:00.123456789Z',
      endpoints: [{ ...endpoint, ...counts }],
    },
  ],
]

describe.each(EXAMPLES)('%s', (_, schema, example) => {
  test('is taken unchanged, by way of JSON too', () => {
    expect(schema.parse(example)).toStrictEqual(example)
    expect(schema.parse(JSON.parse(JSON.stringify(example)))).toStrictEqual(example)
  })

  test.each(Object.keys(example))('needs its %s', (field) => {
    const { [field]: _gone, ...rest } = example
    expect(schema.safeParse(rest).error?.issues[0]?.path).toEqual([field])
  })

  test('is not mistaken for another', () => {
    const others = EXAMPLES.filter(([, other]) => other !== schema)
    for (const [, , other] of others) expect(schema.safeParse(other).success).toBe(false)
  })
})

test('a verb is heard by all, by name, and by instance', () => {
  expect(SERVICE_VERBS).toEqual(['PING', 'INFO', 'STATS'])
  expect(serviceSubjects('PING', 'bob', 'i1')).toEqual(['$SRV.PING', '$SRV.PING.bob', '$SRV.PING.bob.i1'])
})
