import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interned, readText } from './text.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
function expected(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

const text = fc.string({ unit: 'binary', maxLength: 60 }).map((value) => new TextEncoder().encode(value))
const ascii = fc.string({ unit: 'binary-ascii', maxLength: 60 }).map((value) => new TextEncoder().encode(value))
const spoilt = fc.tuple(text, fc.uint8Array({ maxLength: 4 }), text).map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))

test('a text is read as the strict decoder reads it, wherever it stands, and what is none is null', () => {
  fc.assert(
    fc.property(fc.oneof(text, ascii, spoilt), fc.nat(9), (bytes, before) => {
      const around = new Uint8Array(before + bytes.length + 2).fill(0xe2)
      around.set(bytes, before)
      expect(readText(around, before, before + bytes.length)).toBe(expected(bytes))
    }),
  )
})

test.each([3, 40])('a replacement character of its own is no fault: after %i others', (length) => {
  const whole = new TextEncoder().encode(`${'x'.repeat(length)}\uFFFD`)
  expect(readText(whole, 0, whole.length)).toBe(`${'x'.repeat(length)}\uFFFD`)
  expect(readText(whole, 0, whole.length - 1)).toBeNull()
})

test.each([
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x41], '\uFEFFA'],
  ['half of a surrogate pair', [0xed, 0xa0, 0x80], null],
  ['a character longer than it need be', [0xc0, 0x80], null],
])('%s, short and long', (_, bytes, read) => {
  for (const length of [0, 40]) {
    const whole = Uint8Array.from([...new Array<number>(length).fill(0x78), ...bytes])
    expect(readText(whole, 0, whole.length)).toBe(read === null ? null : 'x'.repeat(length) + read)
  }
})

test('a text that is kept as a key is the same text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '0', '-1', '__proto__', 'constructor')), (value) => {
      expect(interned(value)).toBe(value)
    }),
  )
})
