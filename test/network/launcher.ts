import { launch } from '@parley/runtime/network'

/** Launches a network of two agents, tells the pids of its broker and its agents in one line, and stays. The first argument is the folder for its files. */
const greeter = { module: './agents/greeter.ts', config: { lang: 'en' }, instances: 2 }
const net = await launch(
  { agents: { greeter } },
  { broker: 'own', base: import.meta.url, dir: process.argv[2]!, graceMs: 2_000, output: () => {} },
)
console.log(JSON.stringify([net.ownBroker?.pid, ...net.agents.map(({ pid }) => pid)]))
setInterval(() => {}, 1_000)
