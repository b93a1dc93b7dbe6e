import { connect, type NatsConnection } from '@nats-io/transport-node'
import { type Opening, serve } from './channel.ts'
import { bytesOf } from './payload.ts'

/** After so many bytes the event loop turns, so that what was published leaves while more is made. */
const BURST_BYTES = 64 * 1024

async function publishAll(connection: NatsConnection, subject: string, { count, size }: { count: number; size: number }): Promise<void> {
  const burst = Math.ceil(BURST_BYTES / size)
  for (let n = 0; n < count; n++) {
    connection.publish(subject, bytesOf(n, size))
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
