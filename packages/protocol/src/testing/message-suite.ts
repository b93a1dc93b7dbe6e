import { describe, expect, test } from 'vitest'
import { BadMessageError, decode, encode, type Wire } from '../index.ts'

export interface MessageCase {
  /** What the errors call it. */
  readonly kind: string
  readonly check: (value: Wire) => unknown
  /** With the required fields only, and with all. */
  readonly minimal: { readonly [field: string]: Wire }
  readonly full: { readonly [field: string]: Wire }
  /** Required fields that decide which message it is: without one it is judged as another. */
  readonly deciding?: readonly string[]
  /** A change, by the path of the field that the refusal names. */
  readonly refused: { readonly [path: string]: { readonly [field: string]: Wire } }
}

function refusal({ check }: Pick<MessageCase, 'check'>, value: Wire): BadMessageError {
  try {
    check(value)
  } catch (error) {
    if (error instanceof BadMessageError) return error
    throw error
  }
  throw new Error('it was not refused')
}

/** What holds for every kind of message. */
export function describeMessage(title: string, one: MessageCase): void {
  const { kind, check, minimal, full, deciding = [], refused } = one
  const without = (field: string) => Object.fromEntries(Object.entries(minimal).filter(([key]) => key !== field))

  describe(title, () => {
    test.each([
      ['minimal', minimal],
      ['full', full],
    ])('the %s example is taken unchanged, by way of the wire too', (_, example) => {
      expect(check(example)).toStrictEqual(example)
      expect(check(decode(Uint8Array.from(encode(example))))).toStrictEqual(example)
    })

    test.each(Object.keys(minimal).filter((field) => !deciding.includes(field)))(
      'without %s it is refused, and the error names that',
      (field) => {
        expect(refusal(one, without(field))).toMatchObject({ name: 'BadMessageError', kind, field })
        expect(refusal(one, without(field)).message).toMatch(new RegExp(`^${kind}\\.${field}: got nothing`))
      },
    )

    test.each(Object.entries(refused))('a bad %s is refused, and the error names it', (field, change) => {
      expect(refusal(one, { ...full, ...change })).toMatchObject({ kind, field, code: 'BAD_REQUEST', retryable: false })
    })

    test('another version is refused as such, whatever else the message holds', () => {
      expect(refusal(one, { ...full, v: 2 })).toMatchObject({ code: 'BAD_VERSION', kind, field: 'v' })
      expect(refusal(one, { ...full, v: 2 }).message).toBe(`${kind}.v: got 2, expected 1`)
      expect(refusal(one, { v: 2, whatever: [] }).code).toBe('BAD_VERSION')
    })

    test('unknown keys are dropped, for a newer peer may send some', () => {
      expect(check({ ...full, later: { more: true } })).toStrictEqual(full)
    })

    test.each<Wire>([null, 7, 'text', []])('%j is not one', (value) => {
      expect(refusal(one, value).code).toBe('BAD_REQUEST')
    })
  })
}
