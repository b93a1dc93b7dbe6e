// Publish and subscribe through a hub: what three sources measure goes out together, to whoever subscribes at the time, and nobody waits for a slow one.
import { launch } from '@parley/runtime/network'
import { Listener } from './audience.ts'
import { KINDS } from './hub.ts'
import { Source } from './source.ts'
import { Subscriber } from './subscriber.ts'

const module = (name: string) => new URL(`./${name}.ts`, import.meta.url)
const subscriber = (readsMs: number) => ({ module: module('subscriber'), config: { readsMs } })

await using net = await launch({
  agents: {
    hub: { module: module('hub') },
    ...Object.fromEntries(KINDS.map((kind) => [kind, { module: module('source'), config: { kind } }])),
    ...{ miller: subscriber(0), sailor: subscriber(0), painter: subscriber(500) },
  },
})
const { client } = net
const measure = (times: number, kinds: readonly string[] = KINDS) =>
  Promise.all(kinds.map((kind) => client.peer(Source, kind).measure({ times })))

const miller = await Listener.subscribe(client, 'miller', 'listen', 'hub:wind')
await measure(2, ['wind', 'rain'])
const heard = await client.peer(Subscriber, 'miller').heard({})
console.log(`wind and rain are measured twice, warmth never: the miller, who listens to the wind, has heard ${heard} reports`)
await measure(2, ['warmth'])
await miller.hears(2)

console.log('a sailor comes, and hears what is measured from now on')
const sailor = await Listener.subscribe(client, 'sailor', 'listen')
await measure(3)
await Promise.all([miller.hears(5), sailor.hears(3)])

console.log('the miller goes; a painter comes, who takes half a second for a glance')
await miller.leave()
const painter = await Listener.subscribe(client, 'painter', 'glance')
await measure(6)
await sailor.hears(9)
console.log(`the sailor has heard ${sailor.heard.length} reports by now, the painter ${painter.heard.length}`)
await painter.hears(1)
await measure(1)
await Promise.all([sailor.hears(10), painter.hears(2)])
await Promise.all([sailor.leave(), painter.leave()])
