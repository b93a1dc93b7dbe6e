import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** Pixels, row by row, three bytes each: red, green and blue. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** Eight bits a channel, RGB, and the only ways that PNG has to compress, to filter and not to interlace. */
const FORMAT = Uint8Array.of(8, 2, 0, 0, 0)
const CHANNELS = 3

/** The bytes of a PNG file whose rows are not filtered. */
export function encodePng({ width, height, rgb }: Picture): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set(FORMAT, 8)
  const stride = width * CHANNELS
  const rows = Buffer.alloc((1 + stride) * height) // each begins with its filter, 0: none
  for (let y = 0; y < height; y++) rows.set(rgb.subarray(y * stride, (y + 1) * stride), y * (1 + stride) + 1)
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

/** The pixels of such a file. Throws for any other. */
export function decodePng(file: Uint8Array): Picture {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) throw new Error('not a PNG file')
  const chunks = [...chunksOf(bytes)]
  const header = chunks.find(({ type }) => type === 'IHDR')?.data
  if (!header || !FORMAT.every((byte, i) => header[8 + i] === byte)) throw new Error('PNG: expected eight bits of red, green and blue')
  const width = header.readUInt32BE(0)
  const height = header.readUInt32BE(4)
  const rows = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
  const stride = width * CHANNELS
  const rgb = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const at = y * (1 + stride)
    if (rows[at] !== 0) throw new Error(`PNG: row ${y} is filtered`)
    rgb.set(rows.subarray(at + 1, at + 1 + stride), y * stride)
  }
  return { width, height, rgb }
}

/** Length, type, data, and a check sum of both. */
function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length)
  whole.writeUInt32BE(data.length, 0)
  whole.write(type, 4, 'latin1')
  data.copy(whole, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length)
  return whole
}

function* chunksOf(bytes: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = SIGNATURE.length; at < bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at)
    if (bytes.readUInt32BE(end) !== crc32(bytes.subarray(at + 4, end))) throw new Error('PNG: a check sum is wrong')
    yield { type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end) }
    at = end + 4
  }
}
