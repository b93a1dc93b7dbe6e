import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode } from '../codec.ts'
import { anyMessage } from '../testing/message-arbitrary.ts'
import { RUNS, TIMEOUT_MS } from '../testing/runs.ts'

test('any message of any kind arrives as it was sent and passes its own check unchanged', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(anyMessage, ({ kind, value }) => {
      const arrived = kind.check(decode(Uint8Array.from(encode(value, kind.name))))
      if (!isDeepStrictEqual(arrived, value)) expect(arrived).toStrictEqual(value)
    }),
    { numRuns: RUNS },
  )
})
