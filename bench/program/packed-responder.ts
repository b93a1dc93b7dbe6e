import { connect } from '@nats-io/transport-node'
import { decode, encodeWire } from '../../packages/protocol/src/index.ts'
import { type Opening, serve } from './channel.ts'
import { collector, type Row, WRITES } from './packed.ts'

serve({
  async open({ url, name }: Opening) {
    const connection = await connect({ servers: url, ...WRITES })
    const answer = collector<Row>((rows) => connection.publish(`${name}.reply`, encodeWire(rows as never)))
    connection.subscribe(name, {
      queue: name,
      callback(error, { data }) {
        if (error) throw error
        for (const row of decode(data) as unknown as Row[]) answer(row)
      },
    })
    await connection.flush()
  },
})
