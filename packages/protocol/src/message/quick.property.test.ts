import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { Wire } from '../index.ts'
import { KINDS } from '../testing/message-arbitrary.ts'
import { RUNS } from '../testing/runs.ts'
import { claimSchema } from './claim.ts'
import { controlSchema } from './control.ts'
import { interactionSchema } from './interaction.ts'
import { presenceSchema } from './presence.ts'
import { quick, remembered } from './quick.ts'
import { samplesSchema } from './sample.ts'
import { ackSchema, statusSchema } from './status.ts'

const SCHEMAS = {
  interaction: interactionSchema,
  status: statusSchema,
  ack: ackSchema,
  claim: claimSchema,
  control: controlSchema,
  samples: samplesSchema,
  presence: presenceSchema,
}

/** A message in which one field has got a value that may not belong there. */
const bent = (message: fc.Arbitrary<Wire>) =>
  fc.tuple(message, fc.string(), fc.nat(), fc.anything()).map(([whole, key, at, value]) => {
    const keys = Object.keys(whole as object)
    return { ...(whole as object), [at % 3 === 0 ? key : keys[at % keys.length]!]: value }
  })

describe.each(Object.entries(SCHEMAS))('the short way for %s', (name, schema) => {
  const { arbitrary } = KINDS.find((kind) => kind.name === name)!

  test('says yes only to what the schema accepts and leaves as it is', () => {
    fc.assert(
      fc.property(fc.oneof(arbitrary, bent(arbitrary)), (value) => {
        if (!quick(schema)(value)) return
        const parsed = schema.safeParse(value)
        expect(parsed.success).toBe(true)
        expect(parsed.data).toEqual(value)
      }),
      { numRuns: Math.ceil(RUNS / 20) },
    )
  })

  test('says yes to a message as it is sent', () => {
    fc.assert(
      fc.property(arbitrary, (value) => 'tags' in (value as object) || 'error' in (value as object) || quick(schema)(value)),
      { numRuns: Math.ceil(RUNS / 100) },
    )
  })
})

test('what is remembered is the frozen object that passed last, and no other one', () => {
  const test = quick(remembered(z.object({ n: z.number() })))
  const frozen = Object.freeze({ n: 1 })
  const open = { n: 1 } as { n: unknown }
  for (let i = 0; i < 2; i++) expect([test(frozen), test(open), test({ n: 'x' }), test(null)]).toEqual([true, true, false, false])
  open.n = 'x'
  expect(test(open)).toBe(false)
  expect(test(frozen)).toBe(true)
})
