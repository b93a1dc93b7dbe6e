import { connect } from '@nats-io/transport-node'
import { bytesOf, checkBytes } from './payload.ts'
import { serveCalls } from './slice.ts'

const targets = Number(process.argv[2])

serveCalls(async ({ url, name }) => {
  const connection = await connect({ servers: url, noAsyncTraces: true })
  const subjects = Array.from({ length: targets }, (_, i) => `${name}.${i + 1}`)
  return async (n) => {
    const bytes = bytesOf(n)
    const answers = await Promise.all(subjects.map((subject) => connection.request(subject, bytes, { timeout: 30_000 })))
    for (const { data } of answers) checkBytes(n, data)
  }
})
