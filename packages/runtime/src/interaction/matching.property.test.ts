import { DTYPES, type Properties, type SlotProfile, type SlotsProfile, STREAM_TYPES } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Candidate, type Hint, incompatibility, matchStreams } from './matching.ts'

/** Few types, lengths and names, so that streams and slots often meet and often collide. */
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 })
const properties: fc.Arbitrary<Properties> = fc
  .record({
    type: fc.constantFrom(...STREAM_TYPES, 'tensor' as const),
    dtype: optional(fc.constantFrom(...DTYPES.slice(0, 2))),
    shape: optional(fc.array(fc.option(fc.constantFrom(1, 2)), { maxLength: 2 })),
    labels: optional(fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 })),
  })
  .map(({ type, ...rest }) => JSON.parse(JSON.stringify(type === 'tensor' ? { type, ...rest } : { type })) as Properties)

type Stream = Candidate & { readonly properties: Properties }
const streamOf = (name: number, of: Properties): Stream => ({
  hash: `peer:${name}`,
  properties: of,
  misfit: (slot) => incompatibility(of, slot),
})
/** What six streams are, whoever names them under whatever hint. */
const world = fc.array(properties, { minLength: 6, maxLength: 6 })
const names = fc.array(fc.nat(5), { maxLength: 5 })
const request = fc.tuple(world, fc.record({ stdin: names, stdtar: names, stdext: names, stdunk: names })).map(([of, hints]) => {
  const streams = (hint: Hint) => hints[hint].map((n) => streamOf(n, of[n]!))
  return { stdin: streams('stdin'), stdtar: streams('stdtar'), stdext: streams('stdext'), stdunk: streams('stdunk') }
})

const slotList = (part: string) =>
  fc
    .array(fc.tuple(properties, fc.boolean()), { maxLength: 4 })
    .map((all) => all.map(([of, required], i): SlotProfile => ({ name: `${part}${i}`, required, ...of })))
const slots: fc.Arbitrary<SlotsProfile> = fc.record({ stdin: slotList('in'), stdtar: slotList('tar'), stdout: fc.constant([]) })

const hashesOf = (streams: Iterable<Stream | null>) => [...streams].flatMap((of) => (of ? [of.hash] : []))

test('I-72 I-73 every stream that is named ends in exactly one place', () => {
  fc.assert(
    fc.property(request, slots, (expanded, parts) => {
      const { valid, stdin, stdtar, stdext } = matchStreams(expanded, parts)
      fc.pre(valid)
      const placed = [...hashesOf(stdin.values()), ...hashesOf(stdtar.values()), ...hashesOf(stdext)]
      expect(placed.sort()).toEqual([...new Set(hashesOf(Object.values(expanded).flat()))].sort())
    }),
  )
})

test('I-72 I-73 what fills a slot fits it and was meant for it; what was free for a slot that stays empty does not fit it', () => {
  fc.assert(
    fc.property(request, slots, (expanded, parts) => {
      const { stdin, stdtar } = matchStreams(expanded, parts)
      const taken = new Set<string>()
      const check = (wanted: readonly SlotProfile[], filled: ReadonlyMap<string, Stream | null>, allowed: readonly Stream[]) => {
        for (const slot of wanted) {
          if (!filled.has(slot.name)) continue
          const free = allowed.filter(({ hash }) => !taken.has(hash))
          const first = free.find((of) => of.misfit(slot) === null)
          expect(filled.get(slot.name)?.hash).toBe(first?.hash)
          if (first) taken.add(first.hash)
        }
      }
      check(parts.stdin, stdin, [...expanded.stdin, ...expanded.stdunk])
      check(parts.stdtar, stdtar, [...expanded.stdtar, ...expanded.stdunk])
    }),
  )
})

test('I-74 a match fails only for want of a stream for a required input: with defaults for those that are named it holds', () => {
  fc.assert(
    fc.property(request, slots, (expanded, parts) => {
      const { valid, reason } = matchStreams(expanded, parts)
      const isNamed = ({ name }: SlotProfile) => !!reason?.includes(`the input slot ${name} (`)
      expect(parts.stdin.some(isNamed)).toBe(!valid)
      expect(parts.stdin.filter(isNamed).every(({ required }) => required)).toBe(true)
      const eased = { ...parts, stdin: parts.stdin.map((slot) => (isNamed(slot) ? { ...slot, required: false } : slot)) }
      expect(matchStreams(expanded, eased).valid).toBe(true)
    }),
  )
})

test('I-72 one more stream without a hint, named last, takes no slot from any other', () => {
  fc.assert(
    fc.property(request, slots, properties, (expanded, parts, more) => {
      const before = matchStreams(expanded, parts)
      const after = matchStreams({ ...expanded, stdunk: [...expanded.stdunk, streamOf(6, more)] }, parts)
      fc.pre(before.valid && before.usesProcessor && after.valid)
      const kept = ([, of]: [string, Stream | null]) => of !== null && of.hash !== 'peer:6'
      const earlier = [...before.stdin].filter(kept)
      expect([...after.stdin].filter(kept)).toEqual(earlier)
    }),
  )
})

test('I-77 what was given is as it was', () => {
  fc.assert(
    fc.property(request, slots, (expanded, parts) => {
      const before = JSON.stringify([expanded, parts])
      matchStreams(expanded, parts)
      expect(JSON.stringify([expanded, parts])).toBe(before)
    }),
  )
})

test('I-72 a stream fits a slot of its own properties; between tensors, which side is the slot makes no difference', () => {
  fc.assert(
    fc.property(properties, properties, (one, other) => {
      expect(incompatibility(one, one)).toBeNull()
      if (one.type === 'tensor' && other.type === 'tensor')
        expect(incompatibility(one, other) === null).toBe(incompatibility(other, one) === null)
    }),
  )
})
