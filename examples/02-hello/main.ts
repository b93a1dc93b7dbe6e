// Two agents, each a process of its own, that talk to each other: we ask Alice, and Alice asks Bob.
import { launch } from '@parley/runtime/network'
import type { alice } from './agents.ts'

const module = (name: string) => ({ module: new URL(`./agents.ts#${name}`, import.meta.url) })

await using net = await launch({ agents: { alice: module('alice'), bob: module('bob') } })
console.log(await net.client.peer<typeof alice>('alice').meet({}))
