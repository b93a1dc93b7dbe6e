import 'reflect-metadata'
import { ClientProxyFactory, Transport } from '@nestjs/microservices'
import { checkPayload, payloadOf } from '../../program/payload.ts'
import { serveCalls } from '../../program/slice.ts'

serveCalls(async ({ url, name }) => {
  const client = ClientProxyFactory.create({ transport: Transport.NATS, options: { servers: [url], noAsyncTraces: true } })
  await client.connect()
  // Subscribed by hand: cheaper than a promise from rxjs.
  const ask = (n) =>
    new Promise((resolve, reject) => {
      client.send(name, payloadOf(n)).subscribe({ next: resolve, error: reject })
    })
  return async (n) => checkPayload(n, await ask(n))
})
