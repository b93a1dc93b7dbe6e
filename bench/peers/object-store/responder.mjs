import { jetstream } from '@nats-io/jetstream'
import { Objm } from '@nats-io/obj'
import { connect } from '@nats-io/transport-node'
import { serve } from '../../program/channel.ts'
import { numberOf } from '../../program/payload.ts'

serve({
  async open({ url, name }) {
    const connection = await connect({ servers: url, noAsyncTraces: true })
    const store = await new Objm(jetstream(connection)).create(name)
    connection.subscribe(name, {
      async callback(error, message) {
        if (error) throw error
        const load = await store.getBlob(message.string())
        message.respond(JSON.stringify({ size: load.length, n: numberOf(load) }))
      },
    })
    await connection.flush()
  },
})
