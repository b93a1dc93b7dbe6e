import { connect, type NatsConnection } from '@nats-io/transport-node'
import { encodeWire } from '../../packages/protocol/src/index.ts'
import { type Opening, serve } from './channel.ts'
import { bytesOf } from './payload.ts'

/** After so many bytes the event loop turns, so that what was published leaves while more is made. */
const BURST_BYTES = 256 * 1024

/** What one message asks for. `packed`: each sample in an envelope, by the runtime's codec, and nothing else of the runtime's: its floor. */
export interface Wanted {
  readonly count: number
  readonly size: number
  readonly packed: boolean
}

async function publishAll(connection: NatsConnection, subject: string, { count, size, packed }: Wanted): Promise<void> {
  const burst = Math.ceil(BURST_BYTES / size)
  for (let n = 0; n < count; n++) {
    const bytes = bytesOf(n, size)
    connection.publish(subject, packed ? encodeWire({ v: 1, tag: n, data: [bytes] }) : bytes)
    if (n % burst === burst - 1) await new Promise((next) => setImmediate(next))
  }
}

serve({
  async open({ url, name }: Opening) {
    const connection = await connect({ servers: url, noAsyncTraces: true })
    connection.subscribe(name, {
      callback(error, message) {
        if (error) throw error
        void publishAll(connection, message.reply!, message.json())
      },
    })
    await connection.flush()
  },
})
