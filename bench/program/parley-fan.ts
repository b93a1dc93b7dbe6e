import { connect } from '@parley/runtime'
import { Echo } from './agent/echo.ts'
import { checkPayload, payloadOf } from './payload.ts'
import { serveCalls } from './slice.ts'

const targets = Number(process.argv[2])

serveCalls(async ({ url, name }) => {
  const client = await connect({ servers: url, world: name })
  const calls = Array.from({ length: targets }, (_, i) => client.peer(Echo, `echo-${i + 1}`).echo)
  return async (n) => {
    const { outcomes } = await client.gather(calls, payloadOf(n))
    const all = Object.values(outcomes)
    if (all.length !== targets) throw new Error(`${all.length} of ${targets} answers came`)
    for (const outcome of all) {
      if (!outcome.ok) throw new Error(outcome.error.message)
      checkPayload(n, outcome.result)
    }
  }
})
