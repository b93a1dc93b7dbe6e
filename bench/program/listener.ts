import { connect } from '@nats-io/transport-node'

/** How many messages go over a subject while something is done. */
export async function countMessages(url: string, subject: string, work: () => Promise<unknown>): Promise<number> {
  const connection = await connect({ servers: url })
  try {
    const subscription = connection.subscribe(subject, { callback() {} })
    await connection.flush()
    await work()
    await connection.flush()
    return subscription.getReceived()
  } finally {
    await connection.close()
  }
}
