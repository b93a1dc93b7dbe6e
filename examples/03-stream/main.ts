// Partial results: an action that yields. Leaving the loop early stops the agent at its work, and its finally runs.
import { launch } from '@parley/runtime/network'
import { Counter } from './counter.ts'

await using net = await launch({ agents: { counter: { module: new URL('./counter.ts', import.meta.url) } } })
const counter = net.client.peer(Counter)

for await (const number of counter.count({ to: 1_000_000 })) {
  console.log(`count ${number}`)
  if (number === 3) break
}
console.log(`the count ended: ${await counter.howDidItEnd({})}`)
