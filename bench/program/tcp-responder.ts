import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { serve } from './channel.ts'

serve({
  async open() {
    const server = createServer({ noDelay: true }, (socket) => socket.pipe(socket))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return String((server.address() as AddressInfo).port)
  },
})
