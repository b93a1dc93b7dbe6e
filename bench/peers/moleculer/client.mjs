import { ServiceBroker } from 'moleculer'
import { checkPayload, payloadOf } from '../../program/payload.ts'
import { serveCalls } from '../../program/slice.ts'
import { optionsOf } from './options.mjs'

serveCalls(async ({ url, name }) => {
  const broker = new ServiceBroker(optionsOf({ url, name, node: 'client' }))
  await broker.start()
  await broker.waitForServices('echo')
  return async (n) => checkPayload(n, await broker.call('echo.echo', payloadOf(n)))
})
