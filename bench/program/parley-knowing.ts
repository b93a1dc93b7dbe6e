// A client that has called many agents and follows the signs of life of all, and goes on calling one.
import { type Connection, connect } from '@parley/runtime'
import { Echo } from './agent/echo.ts'
import { type Opening, serve } from './channel.ts'
import { checkPayload, payloadOf } from './payload.ts'
import { runSlice, type SliceOrder } from './slice.ts'

let client: Connection

async function follow(agent: string): Promise<void> {
  for await (const _ of client.monitor(agent));
}

serve({
  async open({ url, name }: Opening) {
    client = await connect({ servers: url, world: name })
  },
  async know(count: number) {
    for (let i = 0; i < count; i++) {
      void follow(`crowd-${i}`)
      checkPayload(i, await client.peer(Echo, `crowd-${i}`).echo(payloadOf(i)))
    }
  },
  slice(order: SliceOrder) {
    const { echo } = client.peer(Echo)
    return runSlice(order, async (n) => checkPayload(n, await echo(payloadOf(n))))
  },
})
