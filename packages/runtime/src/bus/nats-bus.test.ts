import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { connectNats } from './nats-bus.ts'
import { DirectTransport } from './transport.ts'

const KIB = 1024

/** Speaks as much of the broker's protocol as a client needs to connect, and to leave. */
const server = createServer((socket) => {
  socket.write('INFO {"version":"2.14.0","max_payload":1048576,"headers":true}\r\n')
  socket.on('data', (bytes) => {
    if (bytes.includes('PING\r\n')) socket.write('PONG\r\n')
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  server.close()
})

test('of a burst every 16 KiB are on their way at once; what else a turn has leaves together at its end, or when it is 64 KiB', async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bus = await connectNats({ servers: `127.0.0.1:${(server.address() as AddressInfo).port}`, name: 'a', inboxPrefix: '_INBOX.a' })
  const pieces: number[] = []
  const { send } = DirectTransport.prototype
  vi.spyOn(DirectTransport.prototype, 'send').mockImplementation(function (this: DirectTransport, bytes) {
    pieces.push(Math.floor(bytes.length / KIB))
    send.call(this, bytes)
  })
  const data = new Uint8Array(10 * KIB)
  for (let i = 0; i < 5; i++) bus.publish('s', data, undefined, true)
  expect(pieces).toEqual([20, 20])
  await Promise.resolve()
  expect(pieces).toEqual([20, 20, 10])
  pieces.length = 0
  for (let i = 0; i < 8; i++) bus.publish('s', data)
  expect(pieces).toEqual([70])
  await Promise.resolve()
  expect(pieces).toEqual([70, 10])
  await bus.close()
})
