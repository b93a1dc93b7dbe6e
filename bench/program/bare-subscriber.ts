import { connect } from '@nats-io/transport-node'
import { checkBytes } from './payload.ts'
import { serveCalls } from './slice.ts'

const [count, size] = process.argv.slice(2).map(Number) as [number, number]

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
            checkBytes(next++, data, size)
          } catch (wrong) {
            reject(wrong)
          }
          if (next < count) return
          subscription.unsubscribe()
          resolve(count)
        },
      })
      connection.publish(name, JSON.stringify({ count, size }), { reply })
    })
})
