import { jetstream } from '@nats-io/jetstream'
import { Objm } from '@nats-io/obj'
import { connect } from '@nats-io/transport-node'
import { bytesOf } from '../../program/payload.ts'
import { serveCalls } from '../../program/slice.ts'

const size = Number(process.argv[2])
/** Objects that are written over again and again: a store that only grows would fill the disk. */
const KEPT = 4

serveCalls(async ({ url, name }) => {
  const connection = await connect({ servers: url, noAsyncTraces: true })
  const store = await new Objm(jetstream(connection)).create(name)
  return async (n) => {
    const key = String(n % KEPT)
    await store.putBlob({ name: key }, bytesOf(n, size))
    const answer = (await connection.request(name, key, { timeout: 30_000 })).json()
    if (answer.n !== n || answer.size !== size) throw new Error(`wrong answer to ${n}: ${JSON.stringify(answer)}`)
  }
})
