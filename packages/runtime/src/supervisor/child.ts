import { spawn } from 'node:child_process'
import type { Profile } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'
import type { WorkerReport } from '../worker.ts'
import type { Keeper } from './keeper.ts'
import { Lines } from './lines.ts'

/** What to run: node with these arguments and this environment, an IPC channel, and both outputs read. */
export interface ChildSpec {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** How long it may take until it reports that it is ready. */
  readonly readyMs: number
}

export interface ChildExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly wasReady: boolean
  /** What it said was wrong before it ended, or what was wrong with it. */
  readonly failure: { readonly code: string; readonly message: string } | undefined
}

export interface ChildHooks {
  line(stream: 'stdout' | 'stderr', text: string): void
  ready(instance: string): void
  /** The answer to an order to check only. */
  checked?(profile: Profile): void
  /** Once, after the last line. */
  exit(exit: ChildExit): void
}

export interface Child {
  readonly pid: number | undefined
  kill(signal: NodeJS.Signals): void
  /** Asks it to drain and leave; SIGKILL after `graceMs`. */
  stop(graceMs: number): void
}

/** A grandchild may hold the outputs open after the child's end; lines are waited for no longer than this. */
const LAST_LINES_MS = 500

/**
 * Owns one process from its start to its end.
 * C1 `exit` is called exactly once, whatever happens, and nothing after it.
 * C2 The keeper knows the pid from before the first line until the process is gone.
 * C3 A child that is neither ready in time nor gone by the end of its grace is killed: no state waits for it for ever.
 */
export function startChild(spec: ChildSpec, hooks: ChildHooks, { keeper, clock }: { keeper: Keeper; clock: Clock }): Child {
  const child = spawn(process.execPath, spec.args, { env: spec.env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let wasReady = false
  let failure: ChildExit['failure']
  if (child.pid) keeper.add(child.pid)

  const overdue = clock.after(spec.readyMs, () => {
    failure = { code: 'TIMEOUT', message: `it was not ready within ${spec.readyMs} ms` }
    child.kill('SIGKILL')
  })
  let cancelKill = () => {}

  const outputs = (['stdout', 'stderr'] as const).map((stream) => {
    const lines = new Lines((text) => hooks.line(stream, text))
    child[stream]!.setEncoding('utf8').on('data', (text: string) => lines.push(text))
    return lines
  })
  child.on('message', (report: WorkerReport) => {
    if (report.kind === 'failed') failure = { code: report.code, message: report.message }
    if (report.kind === 'checked') hooks.checked?.(report.profile)
    if (report.kind !== 'ready') return
    wasReady = true
    overdue()
    hooks.ready(report.instance)
  })

  let finish = (code: number | null, signal: NodeJS.Signals | null): void => {
    finish = () => {}
    overdue()
    cancelKill()
    for (const lines of outputs) lines.flush()
    hooks.exit({ code, signal, wasReady, failure })
  }
  child.once('error', (error) => {
    if (child.pid) return // a signal or a message that did not reach it; its end is reported by itself
    failure = { code: 'NETWORK_FAILED', message: `it could not be started: ${error.message}` }
    finish(null, null)
  })
  child.once('exit', (code, signal) => {
    if (child.pid) keeper.remove(child.pid)
    clock.after(LAST_LINES_MS, () => finish(code, signal))
  })
  child.once('close', (code, signal) => finish(code, signal))

  return {
    pid: child.pid,
    kill: (signal) => void child.kill(signal),
    stop(graceMs) {
      cancelKill = clock.after(graceMs, () => child.kill('SIGKILL'))
      // By message, for Windows has no SIGTERM that a process could answer.
      if (child.connected) child.send({ kind: 'stop', graceMs }, (error) => error && child.kill('SIGTERM'))
      else child.kill('SIGTERM')
    },
  }
}
