import { bareWords } from '../text/words.ts'

/** Words of one shingle: two share their chance neighbours, four miss a sentence in which every fourth word was changed. */
const WIDTH = 3

/** Below this a passage is a label, and two labels that agree are no find. */
const FEWEST_WORDS = 10

/** FNV-1a over UTF-16 units: 32 bits, the same on every machine. */
function hash(words: readonly string[], from: number, to: number): number {
  let value = 0x811c9dc5
  for (let at = from; at < to; at++) {
    const word = words[at] as string
    for (let i = 0; i < word.length; i++) value = Math.imul(value ^ word.charCodeAt(i), 0x01000193)
    value = Math.imul(value ^ 0x20, 0x01000193)
  }
  return value >>> 0
}

/** The set of a passage's shingles, as sorted hashes of four bytes each; none for a passage too short to compare. */
export function shingles(text: string): Uint8Array<ArrayBuffer> {
  const words = bareWords(text)
  const hashes = new Set<number>()
  if (words.length >= FEWEST_WORDS) for (let at = 0; at + WIDTH <= words.length; at++) hashes.add(hash(words, at, at + WIDTH))
  const sorted = Uint32Array.from(hashes).sort()
  const bytes = new DataView(new ArrayBuffer(sorted.length * 4))
  for (const [at, value] of sorted.entries()) bytes.setUint32(at * 4, value, true)
  return new Uint8Array(bytes.buffer)
}
