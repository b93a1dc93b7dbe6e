/** The 256 bytes that every variant echoes: as bytes where a variant is bare, as an object of the same size where it has a codec. */
const SIZE = 256

/** `{ n, text }` takes about 256 bytes as JSON and as MessagePack. */
export interface Payload {
  n: number
  text: string
}

/** Made anew from its bytes: a part of a longer text is slow to write and to compare, whoever does it. */
const TEXT = Buffer.from('All that is said here is said again, word by word. '.repeat(5).slice(0, 236)).toString()

export const payloadOf = (n: number): Payload => ({ n, text: TEXT })

export function checkPayload(n: number, answer: Payload): void {
  if (answer.n !== n || answer.text !== TEXT) throw new Error(`wrong answer to ${n}: ${JSON.stringify(answer)}`)
}

/** Bytes with the number in front, freshly made: whoever sends them may keep them. */
export function bytesOf(n: number, size = SIZE): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  bytes[0] = n
  bytes[1] = n >>> 8
  bytes[2] = n >>> 16
  bytes[3] = n >>> 24
  bytes[size - 1] = 42
  return bytes
}

export const numberOf = (bytes: Uint8Array): number => bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)

export function checkBytes(n: number, bytes: Uint8Array, size = SIZE): void {
  if (bytes.length !== size || bytes[size - 1] !== 42 || numberOf(bytes) !== n)
    throw new Error(`wrong answer to ${n}: ${bytes.length} bytes`)
}
