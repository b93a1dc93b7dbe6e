import { spawn } from 'node:child_process'

/**
 * Owns one small helper process that outlives this one by a moment, and nothing else.
 * K1 The helper knows every process that this one has started and that has not ended.
 * K2 When this process goes without a goodbye, even by SIGKILL, the helper ends them: first the agents, then, when those are gone, the broker.
 * K3 Folders that are of no use without those processes go with them.
 * K4 It is in a session of its own, so that neither Ctrl-C nor a closed terminal reaches it before its work is done.
 */
export interface Keeper {
  /** `last` is for what the others need in order to leave well: the broker. */
  add(pid: number, turn?: 'first' | 'last'): void
  remove(pid: number): void
  /** A temporary folder, to be removed when this process goes without a goodbye. */
  sweep(folder: string): void
}

/** What the helper runs: plain CommonJS in a string, so that it is there from source and from a bundle alike. */
const HELPER = String.raw`
process.title = 'parley-keeper'
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {})
const graceMs = Number(process.argv[1])
const turns = { '+': new Set(), '=': new Set() }
const folders = new Set()
let rest = ''
let goodbye = false
process.stdin.setEncoding('utf8')
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop()
  for (const line of lines) {
    const pid = Number(line.slice(1))
    if (line === 'bye') goodbye = true
    else if (line[0] === '~') folders.add(line.slice(1))
    else if (line[0] === '-') for (const pids of Object.values(turns)) pids.delete(pid)
    else if (turns[line[0]] && pid > 1) turns[line[0]].add(pid)
  }
})
process.stdin.on('error', () => {})
process.stdin.on('close', async () => {
  if (!goodbye) {
    for (const pids of Object.values(turns)) await end([...pids])
    for (const folder of folders) require('node:fs').rmSync(folder, { recursive: true, force: true })
  }
  process.exit(0)
})
async function end(pids) {
  for (const pid of pids) send(pid, 'SIGTERM')
  const deadline = Date.now() + graceMs
  while (pids.some(lives) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20))
  for (const pid of pids) if (lives(pid)) send(pid, 'SIGKILL')
}
function send(pid, signal) {
  try { process.kill(pid, signal) } catch {}
}
function lives(pid) {
  try { process.kill(pid, 0) } catch { return false }
  try { return !/\) [ZX] /.test(require('node:fs').readFileSync('/proc/' + pid + '/stat', 'utf8')) } catch { return true }
}
`

/** Starts the helper. `close()` is the goodbye: it ends nobody. `graceMs` is what each turn gets between SIGTERM and SIGKILL. */
export function startKeeper({ graceMs = 5_000 } = {}): Keeper & { readonly pid: number | undefined; close(): void } {
  const { NODE_OPTIONS: _, ...env } = process.env
  const helper = spawn(process.execPath, ['-e', HELPER, String(graceMs)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env })
  // A helper that cannot start or is gone takes nothing with it: it is the second line of defence.
  helper.on('error', () => {})
  helper.stdin.on('error', () => {})
  helper.unref()
  ;(helper.stdin as unknown as { unref(): void }).unref()
  const say = (line: string) => helper.stdin.writable && helper.stdin.write(`${line}\n`)
  return {
    pid: helper.pid,
    add: (pid, turn = 'first') => say(`${turn === 'last' ? '=' : '+'}${pid}`),
    remove: (pid) => say(`-${pid}`),
    sweep: (folder) => say(`~${folder}`),
    close: () => helper.stdin.writable && helper.stdin.end('bye\n'),
  }
}
