import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Broker, launch, type Network, type NetworkEvent, type NetworkInput, startBroker } from '@parley/runtime/network'
import { describeMachine, type Machine } from './machine.ts'
import { Party } from './party.ts'
import { type Redis, startRedis } from './redis.ts'
import { bundle } from './runtime-inside.ts'
import { QUICK, type Settings, WHOLE } from './settings.ts'

/**
 * Owns the broker of a run, the programs that were built for it, and the temporary folder of both.
 * What a case starts, the case stops.
 */
export class Bench implements AsyncDisposable {
  readonly settings: Settings
  readonly broker: Broker
  readonly machine: Machine
  readonly #dir: string
  readonly #programs = new Map<string, Promise<string>>()
  readonly #measured = new Map<string, Promise<unknown>>()
  #redis: Promise<Redis> | undefined
  #names = 0

  private constructor(settings: Settings, broker: Broker, dir: string) {
    this.settings = settings
    this.broker = broker
    this.machine = describeMachine(broker.info.version)
    this.#dir = dir
    process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  }

  static async open({ quick }: { quick: boolean }): Promise<Bench> {
    const broker = await startBroker()
    return new Bench(quick ? QUICK : WHOLE, broker, mkdtempSync(join(tmpdir(), 'parley-bench-')))
  }

  /** A world, a subject or a queue that nobody else has. */
  newName(of: string): string {
    return `${of}-${++this.#names}`
  }

  /** Starts a program in a process of its own, bundled as `launch` bundles agents. */
  async party(name: string, file: URL, args: readonly string[] = []): Promise<Party> {
    return Party.start(name, await this.#program(fileURLToPath(file)), args)
  }

  /** Launches agents as their users do, in a world of their own. */
  network(world: string, agents: NetworkInput['agents'], onEvent?: (event: NetworkEvent) => void): Promise<Network> {
    return launch(
      { world, agents },
      { nats: this.broker.url, world, dir: this.#dir, output: ({ text }) => console.error(text), ...(onEvent && { onEvent }) },
    )
  }

  /** What several cases look at is measured once. */
  once<T>(what: string, measure: () => Promise<T>): Promise<T> {
    const measured = (this.#measured.get(what) as Promise<T> | undefined) ?? measure()
    this.#measured.set(what, measured)
    return measured
  }

  redis(): Promise<Redis> {
    this.#redis ??= startRedis()
    return this.#redis
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#redis?.then((redis) => redis.stop())
    await this.broker.stop()
  }

  #program(path: string): Promise<string> {
    const built =
      this.#programs.get(path) ??
      bundle([path], { base: fileURLToPath(new URL('..', import.meta.url)), dir: this.#dir }).then(({ urls }) => urls.get(path)!)
    this.#programs.set(path, built)
    return built
  }
}
