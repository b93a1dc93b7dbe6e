import * as z from 'zod'
import { MAX_CLAIM_BYTES, MAX_CLAIM_CHUNKS } from '../limits.ts'
import type { Wire } from '../wire.ts'
import { checking, counter, idToken, version } from './field.ts'
import { leaf } from './quick.ts'

/** Who says that it reads this is sent what no message can hold as a claim on bytes that the broker keeps. */
export const CLAIMS = 'claims'

const DIGEST_BYTES = 32

const from1to = (most: number) => {
  const test = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most
  return leaf(counter.refine(test, { error: `expected a whole number from 1 to ${most}` }), test)
}
const isDigest = (value: unknown) => value instanceof Uint8Array && value.length === DIGEST_BYTES

/**
 * In the place of a message: its bytes lie in the broker's stream, in chunks 0 to `chunks` - 1 under subjects with this key. The subject of the claim says who
 * has put them there and for whom. In the place of a status it is that status too, but for its result and its error's details.
 */
export const claimSchema = z.lazy(() =>
  z.object({
    v: version,
    claim: z.object({
      key: idToken,
      chunks: from1to(MAX_CLAIM_CHUNKS),
      /** Of all chunks together. */
      bytes: from1to(MAX_CLAIM_BYTES),
      /** SHA-256 of all chunks in order. */
      digest: leaf(z.custom<Uint8Array>(isDigest, { error: `expected ${DIGEST_BYTES} bytes` }), isDigest),
    }),
  }),
)
export type ClaimMessage = z.infer<typeof claimSchema>
export type Claim = ClaimMessage['claim']

export const isClaim = (value: Wire): boolean => typeof value === 'object' && value !== null && 'claim' in value

/** Throws BadMessageError. */
export const checkClaim: (value: Wire) => ClaimMessage = checking('claim', claimSchema)
