import { connect } from '@nats-io/transport-node'
import { type Opening, serve } from './channel.ts'

serve({
  async open({ url, name }: Opening) {
    const connection = await connect({ servers: url, noAsyncTraces: true })
    connection.subscribe(name, {
      queue: name,
      callback(error, message) {
        if (error) throw error
        message.respond(message.data)
      },
    })
    await connection.flush()
  },
})
