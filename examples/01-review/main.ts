// One report over many documents by a network of agents: a crew that reads, splits, analyses in parallel, compares, proofreads and edits.
// Kill an analyst while it works: it is started again, what it had is sent again, and the report is the same.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ParleyError } from '@parley/runtime'
import { launch, type Network, type NetworkView, showNetwork } from '@parley/runtime/network'
import { AGAIN } from './again.ts'
import { type Command, parseCommand, USAGE, UsageError } from './command.ts'
import { Editor } from './editor/contract.ts'
import type { Source } from './editor/manuscript.ts'
import { ownDocuments, SelectionError, selectDocuments } from './files/selection.ts'
import { networkOf } from './network.ts'
import { Traffic } from './traffic.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

/** A review of a library takes its time; what hangs is found out by the runtime, not by this. */
const HOUR_MS = 3_600_000
/** Somebody is watching: a killed agent is to be missed sooner than after the default of five seconds and more. */
const BEAT_MS = 2_000

/** Follows what anyone entitled may see, until the client closes. */
async function follow(net: Network, traffic: Traffic): Promise<void> {
  for await (const update of net.client.watch()) if ('uuid' in update) traffic.see(update)
}

/** As `kill -9` would: the process has no say in it. */
function kill(net: Network, view: NetworkView): true {
  const victim = net.agents.find(({ name, state }) => name === 'analyst' && state === 'ready')
  if (victim?.instance) net.kill(victim.instance)
  view.line(`killed analyst/${victim?.number}, process ${victim?.pid}`)
  return true
}

/** One interaction with the editor, who has everything else done. */
async function review(net: Network, view: NetworkView, documents: Source[], { inFlight, killOne }: Command, signal: AbortSignal) {
  const reviewing = net.client.peer(Editor).review({ documents, inFlight }, { ...AGAIN, timeoutMs: HOUR_MS, signal })
  let sections: string[] = []
  let killed = !killOne
  for await (const word of reviewing) {
    if (word.kind === 'section') sections.push(word.text)
    else {
      sections = [] // progress after a section: another editor took over, and begins again
      view.progress(word.step, word.done, word.total)
      if (!killed && word.step === 'passages' && word.done * 2 >= word.total) killed = kill(net, view)
    }
  }
  return { ...(await reviewing.result), sections }
}

async function main(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const command = parseCommand(argv)
  if (command.help) return void process.stdout.write(`${USAGE}\n`)
  const { words, out, analysts, json } = command
  const cwd = process.cwd()
  const documents = words.length > 0 ? await selectDocuments(words, cwd) : await ownDocuments(REPOSITORY, cwd)

  const file = resolve(out)
  await mkdir(dirname(file), { recursive: true }) // now: a report that nobody can write is no work for anybody

  await using net = await launch(networkOf(analysts), { beatMs: BEAT_MS })
  const traffic = new Traffic()
  void follow(net, traffic)
  await using view = showNetwork(net, { title: `review of ${documents.length} documents`, json })
  // `done` rejects when an agent does not stay up
  const result = await Promise.race([review(net, view, documents, command, signal), net.done])
  if (!result) return
  const { sections, summary, ...figures } = result
  await writeFile(file, `${sections.join('\n\n')}\n`)
  const path = relative(cwd, file)
  view.line(traffic.of('analyst'))
  await view.close()
  process.stdout.write(json ? `${JSON.stringify({ event: 'report', path, ...figures })}\n` : `\n${summary}\n\nThe whole report: ${path}\n`)
}

/** What a person can mend is told in a line; anything else is a bug, and keeps its stack. */
function tell(error: unknown): number {
  if (error instanceof UsageError) process.stderr.write(`review: ${error.message}\n\n${USAGE}\n`)
  else if (error instanceof SelectionError || error instanceof ParleyError || (error instanceof Error && 'syscall' in error))
    process.stderr.write(`review: ${error.message}\n`)
  else throw error
  return error instanceof UsageError ? 2 : 1
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
const stop = new AbortController()
const abort = () => stop.abort()
for (const signal of SIGNALS) process.on(signal, abort)
await main(process.argv.slice(2), stop.signal).catch((error: unknown) => {
  process.exitCode = stop.signal.aborted ? 130 : tell(error)
})
for (const signal of SIGNALS) process.off(signal, abort)
