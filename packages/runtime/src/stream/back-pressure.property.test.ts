import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CREDIT_BYTES, Credit } from './credit.ts'
import { Grants } from './grants.ts'

const MIB = 1024 * 1024
/** One buffer for each size: it is the weight that is looked at, and nothing is written into it. */
const sized = new Map<number, Uint8Array>()
const sample = (bytes: number) => sized.get(bytes) ?? sized.set(bytes, new Uint8Array(bytes)).get(bytes)!

const weight = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 9, 100) },
  { weight: 2, arbitrary: fc.constantFrom(60_000, MIB) },
  { weight: 1, arbitrary: fc.constantFrom(3 * MIB, CREDIT_BYTES, 2 * CREDIT_BYTES) },
)
/** Light and heavy samples in runs: what is heavy changes while it is on its way. */
const samples = fc
  .array(fc.record({ weight, times: fc.integer({ min: 1, max: 150 }) }), { minLength: 1, maxLength: 12 })
  .map((runs) => runs.flatMap(({ weight, times }) => Array.from({ length: times }, () => weight)))

type Step = 'write' | 'deliver' | 'read' | 'credit'
const steps = fc.array(fc.constantFrom<Step>('write', 'deliver', 'read', 'credit'), { maxLength: 400, size: 'max' })

/** A writer and a reader with a line each way, in order. `script` says who moves first; then everybody moves in turn until nothing can. */
function play(weights: readonly number[], window: number, script: readonly Step[], first: number) {
  const credits: number[] = []
  const most = { granted: 0, unread: 0, betweenCredits: 0 }
  const grants = new Grants(window, (upTo) => {
    most.granted = Math.max(most.granted, upTo - read)
    credits.push(upTo)
  })
  const credit = new Credit(first)
  const line: number[] = []
  let [written, arrived, read, sinceCredit] = [-1, -1, -1, 0]
  const move: Record<Step, () => boolean> = {
    write() {
      const bytes = weights[written + 1]
      if (bytes === undefined || credit.room(written + 1)) return false
      most.betweenCredits = Math.max(most.betweenCredits, sinceCredit)
      credit.spent(bytes)
      sinceCredit += bytes
      line.push(bytes)
      written++
      most.unread = Math.max(most.unread, written - read)
      return true
    },
    deliver() {
      const bytes = line.shift()
      if (bytes === undefined) return false
      grants.arrived([sample(bytes)])
      arrived++
      return true
    },
    read() {
      if (read >= arrived) return false
      grants.consumed(++read)
      return true
    },
    credit() {
      const upTo = credits.shift()
      if (upTo === undefined) return false
      credit.grant(upTo)
      sinceCredit = 0
      return true
    },
  }
  if (first < 0) grants.renew()
  for (const step of script) move[step]()
  while ((['write', 'deliver', 'read', 'credit'] as const).map((step) => move[step]()).some(Boolean));
  return { ...most, read }
}

test('a writer and a reader of any sizes and speeds come to the end; what is written and unread is within the window, and the bytes between two credits are bounded', () => {
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 300 }), steps, fc.boolean(), (weights, window, script, waitsForFirst) => {
      const { read, granted, unread, betweenCredits } = play(weights, window, script, waitsForFirst ? -1 : window - 1)
      expect(read).toBe(weights.length - 1)
      expect(Math.max(granted, unread)).toBeLessThanOrEqual(window)
      expect(betweenCredits).toBeLessThan(CREDIT_BYTES) // and one sample more, that is begun then
    }),
    { numRuns: 300 },
  )
})

test('light samples after one that fills all the bytes do not stop them', () => {
  const weights = [...Array.from({ length: 500 }, () => 9), CREDIT_BYTES, ...Array.from({ length: 500 }, () => 9)]
  const wholesale: Step[] = [...weights.map((): Step => 'write'), ...weights.map((): Step => 'deliver')]
  expect(play(weights, 1_024, wholesale, 1_023).read).toBe(weights.length - 1)
})
