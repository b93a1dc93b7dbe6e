import { connect } from '@parley/runtime'
import { Echo } from './agent/echo.ts'
import { checkPayload, payloadOf } from './payload.ts'
import { serveCalls } from './slice.ts'

serveCalls(async ({ url, name }) => {
  const { echo } = (await connect({ servers: url, world: name })).peer(Echo)
  return async (n) => checkPayload(n, await echo(payloadOf(n)))
})
