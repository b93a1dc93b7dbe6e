/** The first of these is what a short text costs least with, the second what ASCII costs least with, the third is right for all. */
const SHORT = 16
const latin1 = new TextDecoder('latin1')
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Node's own way for ASCII, where it is: half of the cost. */
type Slice = (this: Uint8Array, from: number, to: number) => string
const latin1Slice = (globalThis.Buffer?.prototype as { latin1Slice?: Slice } | undefined)?.latin1Slice

/** The text that stands in these bytes; null when they are not valid UTF-8. A byte order mark is a character like any other. */
export function readText(bytes: Uint8Array, from: number, to: number): string | null {
  if (!isAscii(bytes, from, to)) return readUtf8(bytes.subarray(from, to))
  if (to - from > SHORT) return latin1Slice ? latin1Slice.call(bytes, from, to) : latin1.decode(bytes.subarray(from, to))
  let text = ''
  let i = from
  for (; i + 4 <= to; i += 4) text += String.fromCharCode(bytes[i]!, bytes[i + 1]!, bytes[i + 2]!, bytes[i + 3]!)
  for (; i < to; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

/** Eight at a time: byte by byte, the loop itself would cost three times as much as what it does. */
function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  let all = 0
  let i = from
  for (; i + 8 <= to; i += 8) {
    all |= bytes[i]! | bytes[i + 1]! | bytes[i + 2]! | bytes[i + 3]! | bytes[i + 4]! | bytes[i + 5]! | bytes[i + 6]! | bytes[i + 7]!
  }
  for (; i < to; i++) all |= bytes[i]!
  return all < 0x80
}

function readUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}
