import type { KeepOptions } from '../broker/keep.ts'
import type { Broker } from '../broker/start.ts'
import type { Credentials } from '../bus/credentials.ts'
import type { Tls } from '../bus/tls.ts'
import type { Connection } from '../connect.ts'
import type { AgentLine, AgentView } from '../supervisor/event.ts'
import type { NetworkEvent, NetworkEvents, StartOutcome } from './event.ts'
import type { LocateOptions } from './locate.ts'
import type { NetworkSpec } from './spec.ts'

export interface LaunchOptions extends LocateOptions {
  /** The value of `--nats`: it must answer. */
  readonly nats?: string | undefined
  /** Goes over PARLEY_WORLD, the network's own world, and that of a broker found. */
  readonly world?: string | undefined
  /**
   * `find` (default): the broker that is named or near; where there is none, one is started and left in `.parley/broker.json` for other commands.
   * `own`: one that nobody else finds, for tests.
   */
  readonly broker?: 'find' | 'own'
  /** Who all of the network are to the broker, for one that lets in only whom it knows. */
  readonly credentials?: Credentials
  readonly tls?: Tls
  /**
   * Everybody gets a key of their own, kept in `dir` (default: `permissions/` and the world in the `.parley` folder), and no agent can speak as another.
   * The broker is one that is started with these keys, or that `nats` or NATS_URL names and that has the configuration in that folder.
   */
  readonly secure?: boolean | { readonly dir: string }
  /** For a broker that is started: folder, port, monitoring … */
  readonly brokerOptions?: KeepOptions
  /** For builds, logs and broker.json: `.parley` in the working directory by default. */
  readonly dir?: string
  /** What an instance gets to drain before SIGKILL: 10 s by default. */
  readonly graceMs?: number
  /** What an instance gets from its start until it is ready: 30 s by default. */
  readonly readyMs?: number
  /** Between two signs of life of an instance: 5 s by default. Three missed, and it is killed and replaced. */
  readonly beatMs?: number
  /** Takes the start back: what was started by then is drained and ended, and `launch` throws CLOSED. Once the network is up, `stop` does that. */
  readonly signal?: AbortSignal
  /** Hears every event, those before the network is up included. */
  readonly onEvent?: (event: NetworkEvent) => void
  /** Takes the agents' lines; by default they go to standard error, each with its agent's name. */
  readonly output?: (line: AgentLine) => void
}

/** A network that runs, under this process. */
export interface Network extends AsyncDisposable {
  readonly spec: NetworkSpec
  readonly url: string
  readonly world: string
  /** Who its launcher is to the broker, where that asks: other tools get in by it. */
  readonly credentials: Credentials | undefined
  /** The network's own broker as it is now; nothing when it uses one that others keep. */
  readonly ownBroker: Broker | undefined
  readonly agents: readonly AgentView[]
  readonly events: NetworkEvents
  /** A client in the network's world. */
  readonly client: Connection
  /** The source files of its agents, for a watcher. */
  readonly inputs: readonly string[]
  /** How each `start:` entry ended, once all have. Never rejects. */
  readonly outcomes: Promise<readonly StartOutcome[]>
  /**
   * Resolves when `until` holds, or when the network was stopped.
   * Rejects with NETWORK_FAILED when an agent or the broker does not stay up; all is stopped then.
   */
  readonly done: Promise<void>
  /** Sends a signal (SIGKILL by default) to an agent's processes by its name, to one by `name/number` or by its instance. Gives how many got it. */
  kill(which: string, signal?: NodeJS.Signals): number
  /** Drains and ends all that was started. May be called at any time, any number of times. */
  stop(): Promise<void>
}
