import { connect, type NatsConnection, type Subscription } from '@nats-io/transport-node'
import { type Opening, serve } from './channel.ts'

let connection: NatsConnection
let subject: string
let watching: Subscription | undefined

/** Hears every status of the world, and looks at nothing: what somebody who listens costs the others, whatever he does with it. */
serve({
  async open({ url, name }: Opening) {
    connection = await connect({ servers: url, noAsyncTraces: true })
    subject = `parley.${name}.status.>`
  },
  async start() {
    watching = connection.subscribe(subject, { callback: () => {} })
    await connection.flush()
  },
  stop() {
    watching?.unsubscribe()
    return { seen: watching?.getReceived(), missed: 0 }
  },
})
