import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DirectTransport } from './transport.ts'

const INFO = 'INFO {"max_payload":1024}\r\n'
let server: Server
let heard: string
/** As the server sees it. */
let client: Socket

beforeEach(async () => {
  heard = ''
  server = createServer((socket) => {
    client = socket
    socket.write(INFO)
    socket.on('data', (bytes) => {
      heard += bytes
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => void server.close())

const address = () => ({ hostname: '127.0.0.1', port: (server.address() as AddressInfo).port, tlsName: '' })

async function opened() {
  const transport = new DirectTransport()
  await transport.connect(address(), {})
  const pieces = transport[Symbol.asyncIterator]()
  const text = async () => {
    const { value } = await pieces.next()
    return new TextDecoder().decode(value)
  }
  return { transport, pieces, text }
}

test('hands over what came while nobody waited, in order, and then what comes', async () => {
  const { transport, text } = await opened()
  expect(await text()).toBe(INFO)
  for (const piece of ['a', 'b', 'c']) transport.socket.emit('data', Buffer.from(piece))
  expect([await text(), await text(), await text()]).toEqual(['a', 'b', 'c'])
  const next = text()
  transport.socket.emit('data', Buffer.from('d'))
  transport.socket.emit('data', Buffer.from('e'))
  expect([await next, await text()]).toEqual(['d', 'e'])
  transport.discard()
})

test('keeps what comes while nobody listens', async () => {
  const { transport, text } = await opened()
  await text()
  transport.socket.removeAllListeners('data')
  client.write('early')
  await expect.poll(() => transport.yields.length).toBe(1)
  expect(await text()).toBe('early')
  transport.discard()
})

test('is over once it was closed: what is sent then goes nowhere, and harms nobody', async () => {
  const { transport, pieces, text } = await opened()
  await text()
  transport.send(Buffer.from('before'))
  await expect.poll(() => heard).toBe('before')
  await transport.close()
  transport.send(Buffer.from('after'))
  expect(await pieces.next()).toEqual({ value: undefined, done: true })
})

test('tells why its line is gone, also in the middle of a write', async () => {
  const { transport, text } = await opened()
  await text()
  const gone = transport.closed()
  transport.socket.destroy(new Error('the line is cut'))
  transport.send(new Uint8Array(100_000))
  expect(await gone).toMatchObject({ message: 'the line is cut' })
  transport.send(new Uint8Array(100_000))
})

test('says why nobody can be reached', async () => {
  const nobody = address()
  server.close()
  await once(server, 'close')
  await expect(new DirectTransport().connect(nobody, {})).rejects.toMatchObject({ message: 'connection refused' })
})
