// The client of the echo, which can be told to record itself, and tells the agent to.
import { connect, type Peer } from '@parley/runtime'
import { Recorded } from './agent/recorded.ts'
import { type Opening, serve } from './channel.ts'
import { checkPayload, payloadOf } from './payload.ts'
import { type Recording, startRecording, stopRecording } from './recorder.ts'
import { runSlice, type SliceOrder } from './slice.ts'

/** Where the two profiles go. */
export interface ProfileFiles {
  readonly client: string
  readonly responder: string
}

let peer: Peer<typeof Recorded>

serve({
  async open({ url, name }: Opening) {
    peer = (await connect({ servers: url, world: name })).peer(Recorded)
    checkPayload(0, await peer.echo(payloadOf(0)))
  },
  async start(what: Recording) {
    await peer.start({ what })
    await startRecording(what)
  },
  async stop(files: ProfileFiles) {
    await stopRecording(files.client)
    await peer.stop({ file: files.responder })
  },
  slice: (order: SliceOrder) => runSlice(order, async (n) => checkPayload(n, await peer.echo(payloadOf(n)))),
})
