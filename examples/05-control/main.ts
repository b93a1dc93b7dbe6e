// A long job that is paused, resumed and cancelled while it runs: here by its requester, or from a second terminal by `parley top`.
import { launch } from '@parley/runtime/network'
import { Digger } from './digger.ts'

await using net = await launch({ agents: { digger: { module: new URL('./digger.ts', import.meta.url) } } })
const job = net.client.peer(Digger).dig({ metres: 1_000 })
const ending = job.result.catch((error) => error.reason)
console.log(`steer it from another terminal: parley pause ${job.uuid}`)

const metres = job[Symbol.asyncIterator]()
for await (const { status } of job.statuses()) {
  console.log(status)
  if (status === 'running') console.log(`${(await metres.next()).value} m`)
  if (status === 'running' && (await metres.next()).value === 2) await job.pause()
  else if (status === 'paused') await job.resume()
  else if (status === 'running') await job.cancel()
}
console.log(await ending)
