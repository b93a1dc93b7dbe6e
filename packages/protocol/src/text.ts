/** Up to here a text costs least when it is put together character by character; longer ones the engine would keep in the parts they were made of. */
const SHORT = 12
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const REPLACED = '\uFFFD'
/** Node's own way, where it is: a part of the cost of the decoder, and of a look at each byte here. What is not UTF-8 becomes U+FFFD in it. */
type Slice = (this: Uint8Array, from: number, to: number) => string
const utf8Slice = (globalThis.Buffer?.prototype as { utf8Slice?: Slice } | undefined)?.utf8Slice

/** The text that stands in these bytes; null when they are not valid UTF-8. A byte order mark is a character like any other. */
export function readText(bytes: Uint8Array, from: number, to: number): string | null {
  const short = to - from <= SHORT ? readAscii(bytes, from, to) : null
  if (short !== null) return short
  const text = utf8Slice?.call(bytes, from, to) ?? REPLACED
  // a text may have that character of its own: the decoder knows
  return text.includes(REPLACED) ? readUtf8(bytes.subarray(from, to)) : text
}

function readAscii(bytes: Uint8Array, from: number, to: number): string | null {
  let text = ''
  let all = 0
  let i = from
  for (; i + 4 <= to; i += 4) {
    const [a, b, c, d] = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!, bytes[i + 3]!]
    all |= a | b | c | d
    text += String.fromCharCode(a, b, c, d)
  }
  for (; i < to; i++) {
    all |= bytes[i]!
    text += String.fromCharCode(bytes[i]!)
  }
  return all < 0x80 ? text : null
}

function readUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

/**
 * The same text as the engine keeps it for a key. Of those there is one of each: two that are equal are so at once, where parts of a larger text are put together and
 * compared character by character. For names that are compared with every message.
 */
export const interned = (text: string): string => Object.keys({ [text]: 0 })[0]!
