import { connect } from '@nats-io/transport-node'
import { decode, encodeWire } from '../../packages/protocol/src/index.ts'
import { collector, type Row, WRITES } from './packed.ts'
import { checkPayload, type Payload, payloadOf } from './payload.ts'
import { serveCalls } from './slice.ts'

const targets = Number(process.argv[2])

/** Answers that are still to come, and who waits for all of them. */
interface Gathering {
  readonly answers: Payload[]
  readonly settle: (answers: Payload[]) => void
}

serveCalls(async ({ url, name }) => {
  const connection = await connect({ servers: url, ...WRITES })
  const subjects = Array.from({ length: targets }, (_, i) => `${name}.${i + 1}`)
  const waiting = new Map<number, Gathering>()
  connection.subscribe(`${name}.*.reply`, {
    callback(error, { data }) {
      if (error) throw error
      for (const [n, answer] of decode(data) as unknown as Row[]) {
        const { answers, settle } = waiting.get(n)!
        if (answers.push(answer) < targets) continue
        waiting.delete(n)
        settle(answers)
      }
    },
  })
  const ask = collector<Row>((rows) => {
    const data = encodeWire(rows as never)
    for (const subject of subjects) connection.publish(subject, data)
  })
  return async (n) => {
    const gathered = new Promise<Payload[]>((settle) => waiting.set(n, { answers: [], settle }))
    ask([n, payloadOf(n)])
    for (const answer of await gathered) checkPayload(n, answer)
  }
})
