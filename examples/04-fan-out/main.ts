// One question to eight agents at once; five answers are enough, and each of the eight gets its verdict.
import { launch } from '@parley/runtime/network'
import { Guesser } from './guesser.ts'

const names = ['ann', 'ben', 'cid', 'dot', 'eve', 'fay', 'gus', 'hal']
const module = new URL('./guesser.ts', import.meta.url)

await using net = await launch({ agents: Object.fromEntries(names.map((name, i) => [name, { module, config: { thinksMs: 40 * i } }])) })
const calls = names.map((name) => net.client.peer(Guesser, name).guess)
const { outcomes, met } = await net.client.gather(calls, { jar: 'beans' }, { need: 5 })

for (const [name, outcome] of Object.entries(outcomes))
  console.log(`${name}  ${outcome.ok ? outcome.result : `${outcome.reason}: ${outcome.error.message}`}`)
const guesses = Object.values(outcomes).flatMap((outcome) => (outcome.ok ? [outcome.result] : []))
const middle = guesses.sort((a, b) => a - b)[Math.floor(guesses.length / 2)]
console.log(met ? `the middle of ${guesses.length} guesses is ${middle}` : 'too few answered')
