import type { Opening } from '../program/channel.ts'
import type { Bench } from './bench.ts'
import type { Party } from './party.ts'

/** One variant, started: a client that runs slices, whoever answers it, and the broker between them. */
export interface Side {
  readonly variant: string
  readonly client: Party
  readonly responders: readonly number[]
  /** Nothing where the two talk without one. */
  readonly broker: number | undefined
  stop(): Promise<void>
}

/** A file of the folder of programs. */
export const program = (file: string): URL => new URL(`../program/${file}`, import.meta.url)

export interface ParleySide extends Side {
  readonly world: string
}

export interface ParleyParts {
  readonly variant?: string
  /** Agents by name, each with its file in the folder of agents. */
  readonly agents: Readonly<Record<string, string>>
  readonly client: string
  readonly clientArgs?: readonly string[]
}

/** A network of agents as users launch it, and a client of it. */
export async function startParley(
  bench: Bench,
  { variant = 'parley', agents, client: file, clientArgs }: ParleyParts,
): Promise<ParleySide> {
  const world = bench.newName('bench')
  const modules = Object.entries(agents).map(([name, agent]) => [name, { module: program(`agent/${agent}`) }])
  const network = await bench.network(world, Object.fromEntries(modules))
  const client = await bench.party(`${variant} client`, program(file), clientArgs)
  await client.ask('open', { url: bench.broker.url, name: world })
  return {
    ...{ variant, client, world, broker: bench.broker.pid, responders: network.agents.map(({ pid }) => pid!) },
    async stop() {
      await client.stop()
      await network.stop()
    },
  }
}

export interface PlainParts {
  readonly variant: string
  readonly client: URL
  readonly clientArgs?: readonly string[]
  readonly responder: URL
  /** How many processes answer, each on a subject of its own: its name and a number. One, on the name itself, when not given. */
  readonly responders?: number
  /** Where the two meet, when it is not the bench's broker. */
  readonly meeting?: { readonly url: string; readonly pid: number }
  /** The responder tells where it listens: there is no broker. */
  readonly direct?: boolean
}

/** Programs that are no agents: a client and whoever answers. */
export async function startPlain(bench: Bench, parts: PlainParts): Promise<Side> {
  const { variant, clientArgs, responders: count, direct, meeting = bench.broker } = parts
  const opening: Opening = { url: meeting.url, name: bench.newName(`bench-${variant.replaceAll(' ', '-')}`) }
  const names = count === undefined ? [opening.name] : Array.from({ length: count }, (_, i) => `${opening.name}.${i + 1}`)
  const responders = await Promise.all(names.map(() => bench.party(`${variant} responder`, parts.responder)))
  const said = await Promise.all(
    responders.map((responder, i) => responder.ask<string | undefined>('open', { ...opening, name: names[i] })),
  )
  const client = await bench.party(`${variant} client`, parts.client, clientArgs)
  await client.ask('open', direct ? { ...opening, url: said[0] } : opening)
  return {
    ...{ variant, client, broker: direct ? undefined : meeting.pid, responders: responders.map(({ pid }) => pid) },
    async stop() {
      await client.stop()
      await Promise.all(responders.map((responder) => responder.stop()))
    },
  }
}
