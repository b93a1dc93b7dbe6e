// An agent that works by itself, and takes requests only when it is idle: while it works they wait, while it rests they are rejected.
// To see its states: parley behaviour examples/08-behaviour/courier.ts
import { type Connection, connect, type SendOptions } from '@parley/runtime'
import { launch } from '@parley/runtime/network'
import { Board } from './board.ts'
import { Courier } from './courier.ts'

console.log(`
  ○ idle      takes what it is asked for; when nobody asks, it begins a round by itself
  ● working   lets the others wait, and whistles
  ☾ resting   takes nothing
`)

// What goes wrong here is on the board; no need to log it too.
const courier = { module: new URL('./courier.ts', import.meta.url), env: { PARLEY_LOG: 'silent' } }

await using net = await launch({ agents: { courier } })
const board = new Board()
void board.follow(net.client)

const person = (name: string) => connect({ servers: net.url, world: net.world, name })
await using ann = await person('ann')
await using ben = await person('ben')
await using cleo = await person('cleo')

/** Settles with the first word of it: it runs, waits, or is rejected. */
async function ask(by: Connection, what: string, kg: number, options?: SendOptions): Promise<void> {
  const { uuid } = by.send(by.peer(Courier).carry, { what, kg }, options)
  board.wanted.set(uuid, what)
  await board.until((update) => update.uuid === uuid)
}

const strained = board.until(({ state }) => state === 'resting')
await board.until(({ status }) => status === 'lazy')
await ask(ann, 'a letter', 0.1)
await ask(ben, 'a piano', 300)
await ask(cleo, 'the medicine', 1, { priority: 1 })
await strained
await ask(ann, 'a parcel', 2)
await board.until(({ state }) => state === 'idle')
await ask(ann, 'the same parcel', 2)
await board.until(({ state }) => state === 'idle')
