// The public NATS client with nothing around it, in the two ways in which one can ask with it.
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { bytesOf, checkBytes } from './payload.ts'
import { serveCalls } from './slice.ts'

type Ask = (n: number) => Promise<void>

/** One subscription for all answers, told apart by the last token of their subject. */
function publishWithOwnReply(connection: NatsConnection, subject: string): Ask {
  const waiting = new Map<string, (data: Uint8Array) => void>()
  const prefix = `${subject}.reply.`
  connection.subscribe(`${prefix}*`, {
    callback(error, message) {
      if (error) throw error
      const id = message.subject.slice(prefix.length)
      const answer = waiting.get(id)
      waiting.delete(id)
      answer?.(message.data)
    },
  })
  return async (n) => {
    const id = n.toString(36)
    const answer = new Promise<Uint8Array>((resolve) => waiting.set(id, resolve))
    connection.publish(subject, bytesOf(n), { reply: prefix + id })
    checkBytes(n, await answer)
  }
}

function request(connection: NatsConnection, subject: string): Ask {
  return async (n) => checkBytes(n, (await connection.request(subject, bytesOf(n), { timeout: 30_000 })).data)
}

serveCalls(async ({ url, name }) => {
  const connection = await connect({ servers: url, noAsyncTraces: true })
  return process.argv[2] === 'request' ? request(connection, name) : publishWithOwnReply(connection, name)
})
