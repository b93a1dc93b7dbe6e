import { ServiceBroker } from 'moleculer'
import { checkPayload, payloadOf } from '../../program/payload.ts'
import { serveCalls } from '../../program/slice.ts'
import { optionsOf } from './options.mjs'

serveCalls(async ({ url, name }) => {
  const broker = new ServiceBroker(optionsOf({ url, name, node: 'client' }))
  await broker.start()
  await broker.waitForServices('echo')
  // A service is known before NATS knows where its requests go: one that comes between is lost, and without a time limit it would be waited for without end.
  const answers = () =>
    broker
      .call('echo.echo', payloadOf(0), { timeout: 500 })
      .then(() => true)
      .catch(() => false)
  while (!(await answers()));
  return async (n) => checkPayload(n, await broker.call('echo.echo', payloadOf(n)))
})
