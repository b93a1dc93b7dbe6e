import { connect } from '@nats-io/transport-node'
import { decode } from '../../packages/protocol/src/index.ts'
import type { Wanted } from './bare-publisher.ts'
import { checkBytes } from './payload.ts'
import { serveCalls } from './slice.ts'

const [count, size] = process.argv.slice(2).map(Number) as [number, number]
const packed = process.argv.includes('packed')
const bytesIn = (data: Uint8Array) => (packed ? (decode(data) as { data: Uint8Array[] }).data[0]! : data)

serveCalls(async ({ url, name }) => {
  const connection = await connect({ servers: url, noAsyncTraces: true })
  return (n) =>
    new Promise((resolve, reject) => {
      let next = 0
      const reply = `${name}.samples.${n}`
      const subscription = connection.subscribe(reply, {
        callback(error, { data }) {
          try {
            if (error) throw error
            checkBytes(next++, bytesIn(data), size)
          } catch (wrong) {
            reject(wrong)
          }
          if (next < count) return
          subscription.unsubscribe()
          resolve(count)
        },
      })
      const wanted: Wanted = { count, size, packed }
      connection.publish(name, JSON.stringify(wanted), { reply })
    })
})
