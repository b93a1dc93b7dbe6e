import type { Properties, SlotProfile, SlotsProfile } from '@parley/protocol'

/**
 * Which stream fills which slot of a processor: a pure rule, greedy in slot order, so that whoever writes a request can foresee it.
 *
 * M1. A stream is bound once, by its hash: to an input slot, to a target slot or to stdext; and none is left out unless the whole match fails.
 * M2. A hint is a wish: a stream that fits no slot that its hint may go to ends in stdext.
 * M3. A match that fails binds nothing, and names every slot that is missing a stream.
 */

/** Where a stream is meant to go; `stdunk`: no preference. */
export type Hint = 'stdin' | 'stdtar' | 'stdext' | 'stdunk'

/** A stream, or a sample in the place of one, as the matcher sees it. */
export interface Candidate {
  /** `owner:name`, or `<data_sample_0>`. */
  readonly hash: string
  /** Null when its samples fit a slot of these properties, else why not. */
  misfit(slot: Properties): string | null
}

/** Slots with what fills them, in slot order. */
export interface Matching<C extends Candidate> {
  readonly valid: boolean
  /** null: the slot's default fills it. Empty when the processor is not used. */
  readonly stdin: ReadonlyMap<string, C | null>
  /** null: nothing fills it, and that is no error. */
  readonly stdtar: ReadonlyMap<string, C | null>
  readonly stdext: readonly C[]
  /** Some stream may go to an input slot; without one, the processor is left alone. */
  readonly usesProcessor: boolean
  /** For people, a line for each slot and stream; null when valid. */
  readonly reason: string | null
}

/** Fills input slots from `stdin` and then `stdunk`, target slots from `stdtar` and then what is left of `stdunk`; the rest goes to stdext. */
export function matchStreams<C extends Candidate>(expanded: Readonly<Record<Hint, readonly C[]>>, slots: SlotsProfile): Matching<C> {
  const usesProcessor = expanded.stdin.length + expanded.stdunk.length > 0
  const takenBy = new Map<string, string>()
  const fill = (wanted: readonly SlotProfile[], candidates: readonly C[]): Map<string, C | null> => {
    const filled = new Map<string, C | null>()
    for (const slot of wanted) {
      const found = candidates.find((candidate) => !takenBy.has(candidate.hash) && candidate.misfit(slot) === null) ?? null
      if (found) takenBy.set(found.hash, slot.name)
      filled.set(slot.name, found)
    }
    return filled
  }

  const forInput = [...expanded.stdin, ...expanded.stdunk]
  const stdin = usesProcessor ? fill(slots.stdin, forInput) : new Map<string, C | null>()
  const missing = slots.stdin.filter((slot) => slot.required && stdin.get(slot.name) === null)
  if (missing.length) {
    const reason = missing.map((slot) => unfilled(slot, forInput, takenBy)).join('\n')
    return { valid: false, stdin: new Map(), stdtar: new Map(), stdext: [], usesProcessor, reason }
  }
  const stdtar = fill(slots.stdtar, [...expanded.stdtar, ...expanded.stdunk])
  const rest = new Map<string, C>()
  for (const candidate of [...expanded.stdin, ...expanded.stdtar, ...expanded.stdunk, ...expanded.stdext])
    if (!takenBy.has(candidate.hash) && !rest.has(candidate.hash)) rest.set(candidate.hash, candidate)
  return { valid: true, stdin, stdtar, stdext: [...rest.values()], usesProcessor, reason: null }
}

function unfilled(slot: SlotProfile, candidates: readonly Candidate[], takenBy: ReadonlyMap<string, string>): string {
  const lines = new Map<string, string>()
  for (const candidate of candidates) {
    const { hash } = candidate
    lines.set(hash, `\n  ${hash}: ${candidate.misfit(slot) ?? `fills the slot ${takenBy.get(hash)}`}`)
  }
  return `no stream fits the input slot ${slot.name} (${describeProperties(slot)}), which has no default${[...lines.values()].join('')}`
}

/** Whether samples of a stream fit a slot; the reason when they do not. What one side leaves open, the other may choose. */
export function incompatibility(properties: Properties, slot: Properties): string | null {
  if (slot.type === 'any') return null
  const isSameType = properties.type === slot.type || (slot.type === 'json' && properties.type === 'text')
  if (!isSameType) return differ('', properties.type, slot.type)
  if (properties.dtype && slot.dtype && properties.dtype !== slot.dtype) return differ('dtype: ', properties.dtype, slot.dtype)
  const { shape, labels } = properties
  if (shape && slot.shape && !(shape.length === slot.shape.length && shape.every((n, i) => isSameLength(n, slot.shape![i]!))))
    return differ('shape: ', shapeText(shape), shapeText(slot.shape))
  if (labels && slot.labels && !(labels.length === slot.labels.length && labels.every((label, i) => label === slot.labels![i])))
    return differ('labels: ', labels.join(', '), slot.labels.join(', '))
  return null
}

const isSameLength = (one: number | null, other: number | null) => one === null || other === null || one === other

const differ = (field: string, got: string, expected: string) => `${field}got ${got}, expected ${expected}`

const shapeText = (shape: readonly (number | null)[]) => `[${shape.map((n) => n ?? '*').join(' × ')}]`

/** In few words, for people: `tensor float32 [3 × *]`. */
export function describeProperties({ type, dtype, shape }: Properties): string {
  return [type, dtype, shape && shapeText(shape)].filter(Boolean).join(' ')
}
