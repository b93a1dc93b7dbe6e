import { connect } from '@nats-io/transport-node'
import { decode, encodeWire } from '../../packages/protocol/src/index.ts'
import { collector, type Row, WRITES } from './packed.ts'
import { checkPayload, type Payload, payloadOf } from './payload.ts'
import { serveCalls } from './slice.ts'

serveCalls(async ({ url, name }) => {
  const connection = await connect({ servers: url, ...WRITES })
  const waiting = new Map<number, (answer: Payload) => void>()
  connection.subscribe(`${name}.reply`, {
    callback(error, { data }) {
      if (error) throw error
      for (const [n, answer] of decode(data) as unknown as Row[]) {
        const settle = waiting.get(n)
        waiting.delete(n)
        settle?.(answer)
      }
    },
  })
  const ask = collector<Row>((rows) => connection.publish(name, encodeWire(rows as never), { reply: `${name}.reply` }))
  return async (n) => {
    const answer = new Promise<Payload>((resolve) => waiting.set(n, resolve))
    ask([n, payloadOf(n)])
    checkPayload(n, await answer)
  }
})
