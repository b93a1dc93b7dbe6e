import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_RESTART, judgeExit, withinWindow } from '../supervisor/restart.ts'
import { type Broker, type BrokerOptions, startBroker } from './start.ts'

export interface KeepOptions extends BrokerOptions {
  /** It fell and is back, at the same address. */
  readonly onRestart?: (broker: Broker) => void
  /** It does not stay up; nothing is tried any more. */
  readonly onGiveUp?: (error: Error) => void
}

/** A broker that comes back when it falls. */
export interface KeptBroker {
  /** The process that is, or was last, the broker. */
  readonly current: Broker
  stop(): Promise<void>
}

/**
 * Owns one broker after the other, all on the same port and in the same folder, so that what was stored is there again and clients find it.
 * B1 At most one at a time. B2 After `stop` none is started, and it resolves when none is left.
 */
export async function keepBroker(options: KeepOptions = {}): Promise<KeptBroker> {
  const { onRestart, onGiveUp, ...start } = options
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'parley-broker-'))
  if (options.dir === undefined) options.keeper?.sweep(dir)
  const clean = () => options.dir === undefined && rmSync(dir, { recursive: true, force: true })
  const aborted = new AbortController()
  let current = await startBroker({ ...start, dir }).catch((error: unknown) => {
    clean()
    throw error
  })
  const kept = keepUp()

  async function keepUp(): Promise<void> {
    let restartsAtMs: number[] = []
    for (let cause: Error | undefined; ; ) {
      if (!cause) await Promise.race([current.exited, aborted.signal.aborted ? undefined : once(aborted.signal)])
      if (aborted.signal.aborted) return
      const nowMs = performance.now()
      const verdict = judgeExit(DEFAULT_RESTART, { failed: true }, restartsAtMs, { ms: nowMs, random: Math.random() })
      if (verdict.kind !== 'restart') return onGiveUp?.(cause ?? new Error('the broker does not stay up'))
      await sleep(verdict.inMs, undefined, { signal: aborted.signal }).catch(() => {})
      if (aborted.signal.aborted) return
      restartsAtMs = [...withinWindow(DEFAULT_RESTART, restartsAtMs, nowMs), nowMs]
      try {
        current = await startBroker({ ...start, dir, port: current.port })
        cause = undefined
        onRestart?.(current)
      } catch (error) {
        cause = error as Error
      }
    }
  }

  return {
    get current() {
      return current
    },
    async stop() {
      aborted.abort()
      await kept
      await current.stop()
      clean()
    },
  }
}

const once = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
