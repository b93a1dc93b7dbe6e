import type { Profile, SlotProfile, StreamProfile } from '@parley/protocol'
import { describeProperties } from '../interaction/matching.ts'
import { cannotRun, noStream, PROCESSOR, unfit, wrongSlots } from './faults.ts'
import { ringsIn, type Waits } from './rings.ts'
import { roleTableOf } from './roles.ts'
import type { NetworkSpec, Problem } from './spec.ts'

/**
 * What a slot has before anything starts. `wired`: a stream that fits. `outside`: a stream of an agent that runs elsewhere, of which nothing is known.
 * `wrong`: a wire that cannot be. `default`: its own. `unmatched`: nothing, and it needs something. `empty`: nothing, and it needs nothing.
 * `asked`: no slot of the agent is wired, so requests bring the streams.
 */
export type SlotState = 'wired' | 'outside' | 'wrong' | 'default' | 'unmatched' | 'empty' | 'asked'

export interface WiredSlot {
  readonly slot: SlotProfile
  readonly part: 'stdin' | 'stdtar'
  readonly state: SlotState
  /** `agent:stream`. */
  readonly wire: string | null
  readonly stream: StreamProfile | null
}

export interface WiredAgent {
  readonly agent: string
  readonly instances: number
  /** It could be loaded, so that what is not here is not there. */
  readonly isKnown: boolean
  readonly slots: readonly WiredSlot[]
  readonly streams: readonly StreamProfile[]
}

/** How the agents of a network are joined, with what is wrong and what is worth knowing, each with its place. */
export interface Wiring {
  readonly agents: readonly WiredAgent[]
  readonly problems: readonly Problem[]
  readonly notes: readonly Problem[]
}

interface Findings {
  readonly problems: Problem[]
  readonly notes: Problem[]
  readonly waits: Waits[]
}

/** Joins the wires of a network to what its agents say of themselves. Pure; an agent without a profile is one of which nothing is said. */
export function wiringOf(spec: NetworkSpec, profiles: ReadonlyMap<string, Profile>): Wiring {
  const findings: Findings = { problems: [], notes: [], waits: [] }
  const agents = Object.keys(spec.agents).map((agent) => wiredAgent(agent, { spec, profiles, ...findings }))
  const { problems, notes, waits } = findings
  for (const { first, problem, isSure } of ringsIn(waits))
    (isSure ? problems : notes).push({ path: wireAt(first.agent, first.slot), problem })
  return { agents, problems, notes: [...notes, ...rolesOfNobody(spec, profiles)] }
}

const wireAt = (agent: string, slot?: string) => ['agents', agent, 'wires', ...(slot === undefined ? [] : [slot])]

type Known = Findings & { readonly spec: NetworkSpec; readonly profiles: ReadonlyMap<string, Profile> }

function wiredAgent(agent: string, known: Known): WiredAgent {
  const { instances, wires } = known.spec.agents[agent]!
  const profile = known.profiles.get(agent)
  const isWired = Object.keys(wires).length > 0
  if (profile && isWired) {
    const tell = (problem: string, slot?: string) => known.problems.push({ path: wireAt(agent, slot), key: true, problem })
    for (const { slot, problem } of wrongSlots(profile, Object.keys(wires))) tell(problem, slot)
    const table = roleTableOf(known.spec)
    for (const problem of cannotRun(
      profile,
      Object.keys(table).filter((role) => table[role]!.includes(agent)),
    ))
      tell(problem)
  }
  const { stdin = [], stdtar = [] } = profile?.actions[PROCESSOR]?.slots ?? {}
  const rows = (part: WiredSlot['part'], slots: readonly SlotProfile[]) =>
    slots.map((slot): WiredSlot => {
      const wire = Object.hasOwn(wires, slot.name) ? wires[slot.name]! : null
      if (wire !== null && part === 'stdin') return { slot, part, wire, ...joined(agent, slot, wire, known) }
      const state = wire !== null ? 'wrong' : !isWired ? 'asked' : part === 'stdtar' ? 'empty' : slot.required ? 'unmatched' : 'default'
      if (state === 'unmatched') {
        const problem = `no stream for the input slot ${slot.name} (${describeProperties(slot)}), which has no default`
        known.problems.push({ path: wireAt(agent), key: true, problem })
      }
      return { slot, part, state, wire, stream: null }
    })
  const slots = [...rows('stdin', stdin), ...rows('stdtar', stdtar)]
  return { agent, instances, isKnown: profile !== undefined, slots, streams: profile?.streams ?? [] }
}

/** What comes of a wire to an input slot that is there. */
function joined(agent: string, slot: SlotProfile, wire: string, { spec, profiles, ...found }: Known): Pick<WiredSlot, 'state' | 'stream'> {
  const [owner = '', name = ''] = wire.split(':')
  const of = profiles.get(owner)
  if (!of) return { state: Object.hasOwn(spec.agents, owner) ? 'wired' : 'outside', stream: null }
  const stream = of.streams?.find((one) => one.name === name) ?? null
  const problem = stream ? unfit(stream, slot, wire) : noStream(of, owner, name)
  if (problem !== null) {
    found.problems.push({ path: wireAt(agent, slot.name), problem })
    return { state: 'wrong', stream }
  }
  for (const note of severalOf(spec, { agent, owner, wire })) found.notes.push({ path: wireAt(agent, slot.name), problem: note })
  if (slot.required && isOutput(of, name))
    found.waits.push({ agent, slot: slot.name, wire, on: owner, isOnly: stream?.group === PROCESSOR })
  return { state: 'wired', stream }
}

const isOutput = ({ actions }: Profile, name: string) => actions[PROCESSOR]?.slots?.stdout.some((output) => output.name === name) ?? false

function severalOf(spec: NetworkSpec, { agent, owner, wire }: { agent: string; owner: string; wire: string }): string[] {
  const count = (name: string) => spec.agents[name]?.instances ?? 1
  return [
    ...(count(owner) > 1 ? [`${wire} has ${count(owner)} writers, the instances of ${owner}: its readers hear them all`] : []),
    ...(count(agent) > 1 ? [`each of the ${count(agent)} instances of ${agent} reads all of ${wire}: they do not share the work`] : []),
  ]
}

function rolesOfNobody(spec: NetworkSpec, profiles: ReadonlyMap<string, Profile>): Problem[] {
  const given = new Set([...Object.values(spec.agents).flatMap(({ roles }) => roles), ...Object.keys(spec.roles)])
  return [...profiles].flatMap(([agent, { actions }]) =>
    Object.entries(actions)
      .filter(([, { roles }]) => roles && !roles.some((role) => given.has(role)))
      .map(([action, { roles }]) => ({
        path: ['agents', agent],
        key: true,
        problem: `nobody may ask for ${action}: it is for ${roles!.join(', ') || 'no role'}, and nobody here has that role`,
      })),
  )
}
