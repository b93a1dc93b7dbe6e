// No broker and no protocol: frames of 256 bytes over one socket. Nothing that talks over TCP from Node can be faster than this.
import { once } from 'node:events'
import { connect } from 'node:net'
import { bytesOf, checkBytes, numberOf } from './payload.ts'
import { serveCalls } from './slice.ts'

const FRAME = 256

serveCalls(async ({ url }) => {
  const socket = connect({ host: '127.0.0.1', port: Number(url), noDelay: true })
  await once(socket, 'connect')
  const waiting = new Map<number, (frame: Uint8Array) => void>()
  let rest: Uint8Array = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let at = 0
    for (; at + FRAME <= bytes.length; at += FRAME) {
      const frame = bytes.subarray(at, at + FRAME)
      const n = numberOf(frame)
      waiting.get(n)?.(frame)
      waiting.delete(n)
    }
    rest = bytes.subarray(at)
  })
  let corked = false
  return async (n) => {
    const answer = new Promise<Uint8Array>((resolve) => waiting.set(n, resolve))
    if (!corked) {
      corked = true
      socket.cork()
      process.nextTick(() => {
        corked = false
        socket.uncork()
      })
    }
    socket.write(bytesOf(n))
    checkBytes(n, await answer)
  }
})
