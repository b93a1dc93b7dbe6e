import { expect, test } from 'vitest'
import { MAX_CLAIM_BYTES, MAX_CLAIM_CHUNKS } from '../limits.ts'
import { describeMessage } from '../testing/message-suite.ts'
import { checkClaim, isClaim } from './claim.ts'
import { checkStatus } from './status.ts'

const claim = { key: 'i-1', chunks: 2, bytes: 600_000, digest: new Uint8Array(32) }

describeMessage('a claim', {
  kind: 'claim',
  check: checkClaim,
  minimal: { v: 1, claim },
  full: { v: 1, claim: { ...claim, chunks: MAX_CLAIM_CHUNKS, bytes: MAX_CLAIM_BYTES } },
  refused: {
    'claim.key': { claim: { ...claim, key: 'a.b' } },
    'claim.chunks': { claim: { ...claim, chunks: MAX_CLAIM_CHUNKS + 1 } },
    'claim.bytes': { claim: { ...claim, bytes: MAX_CLAIM_BYTES + 1 } },
    'claim.digest': { claim: { ...claim, digest: new Uint8Array(31) } },
  },
})

test('nothing is no claim', () => {
  for (const one of [{ bytes: 0 }, { chunks: 0 }, { chunks: 1.5 }, { digest: 'text' }])
    expect(() => checkClaim({ v: 1, claim: { ...claim, ...one } })).toThrow(/^claim\.claim\./)
  expect([isClaim({ v: 1, claim }), isClaim({ v: 1 }), isClaim(null), isClaim('claim')]).toEqual([true, false, false, false])
})

test('a claim in the place of a status is also that status, for whoever watches', () => {
  const status = { v: 1, by: 'a', instance: 'i', seq: 0, status: 'completed', transitions: [], reason: 'ok' }
  expect(checkStatus({ ...status, claim })).toEqual(status)
  expect(checkClaim({ ...status, claim })).toEqual({ v: 1, claim })
})
