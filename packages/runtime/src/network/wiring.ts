import type { Profile, SlotProfile, StreamProfile } from '@parley/protocol'
import { describeProperties, incompatibility } from '../interaction/matching.ts'
import { didYouMean } from './nearest.ts'
import { ringsIn, type Waits } from './rings.ts'
import type { NetworkSpec, Problem } from './spec.ts'

/** The action whose slots the wires of an agent fill. */
const PROCESSOR = 'process'

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

/** Joins the wires of a network to what its agents say of themselves. Pure; an agent without a profile is one of which nothing is said. */
export function wiringOf(spec: NetworkSpec, profiles: ReadonlyMap<string, Profile>): Wiring {
  const problems: Problem[] = []
  const notes: Problem[] = []
  const waits: Waits[] = []
  const agents = Object.entries(spec.agents).map(([agent, { instances, wires }]): WiredAgent => {
    const profile = profiles.get(agent)
    const processor = profile?.actions[PROCESSOR]?.slots
    const at = (slot?: string): (string | number)[] => ['agents', agent, 'wires', ...(slot === undefined ? [] : [slot])]
    const isWired = Object.keys(wires).length > 0
    if (profile) problems.push(...wrongSlots(profile, Object.keys(wires)).map((wrong) => ({ path: at(wrong.slot), key: true, ...wrong })))
    const rows = (part: 'stdin' | 'stdtar') =>
      (processor?.[part] ?? []).map((slot): WiredSlot => {
        const wire = Object.hasOwn(wires, slot.name) ? wires[slot.name]! : null
        if (wire === null) {
          const state = !isWired ? 'asked' : part === 'stdtar' ? 'empty' : slot.required ? 'unmatched' : 'default'
          if (state === 'unmatched')
            problems.push({
              path: at(),
              key: true,
              problem: `no stream for the input slot ${slot.name} (${describeProperties(slot)}), which has no default`,
            })
          return { slot, part, state, wire, stream: null }
        }
        const [owner = '', name = ''] = wire.split(':')
        const of = profiles.get(owner)
        const stream = of?.streams?.find((known) => known.name === name) ?? null
        const problem = of && (stream ? unfit(stream, slot, wire) : noStream(of, owner, name))
        if (problem) problems.push({ path: at(slot.name), problem })
        else if (stream) {
          notes.push(...severalOf(spec, { agent, owner, wire }).map((note) => ({ path: at(slot.name), problem: note })))
          if (part === 'stdin' && slot.required && isOutput(of!, name))
            waits.push({ agent, slot: slot.name, wire, on: owner, isOnly: stream.group === PROCESSOR })
        }
        return { slot, part, state: problem ? 'wrong' : of || Object.hasOwn(spec.agents, owner) ? 'wired' : 'outside', wire, stream }
      })
    return {
      agent,
      instances,
      isKnown: profile !== undefined,
      slots: [...rows('stdin'), ...rows('stdtar')],
      streams: profile?.streams ?? [],
    }
  })
  for (const { first, problem, isSure } of ringsIn(waits))
    (isSure ? problems : notes).push({ path: ['agents', first.agent, 'wires', first.slot], problem })
  return { agents, problems, notes: [...notes, ...rolesOfNobody(spec, profiles)] }
}

/** Wires to slots that are not there. */
function wrongSlots({ actions }: Profile, wired: readonly string[]): { slot?: string; problem: string }[] {
  const slots = actions[PROCESSOR]?.slots
  if (!slots)
    return wired.length > 0
      ? [{ problem: `streams are wired to the slots of an action ${PROCESSOR}, made by processor(…); there is none` }]
      : []
  const known = [...slots.stdin, ...slots.stdtar].map(({ name }) => name)
  return wired
    .filter((name) => !known.includes(name))
    .map((slot) => {
      const isOutput = slots.stdout.some(({ name }) => name === slot)
      const advice = didYouMean(slot, known) || `; it has ${known.join(', ') || 'none'}`
      return { slot, problem: isOutput ? `${slot} is an output: others are wired to it` : `the processor has no slot ${slot}${advice}` }
    })
}

function unfit(stream: StreamProfile, slot: SlotProfile, wire: string): string | null {
  if (stream.delivery === 'dm') return `${wire} goes to the recipients of an interaction only (dm); a wire needs one that all may hear (ps)`
  const reason = incompatibility(stream, slot)
  return reason && `${wire} does not fit the slot ${slot.name}: ${reason}`
}

function noStream({ streams = [], actions }: Profile, owner: string, name: string): string {
  if (actions[name]?.yields !== undefined) return `what the action ${name} of ${owner} yields goes to its requester only`
  const known = streams.map((stream) => stream.name)
  return `${owner} has no stream ${name}${didYouMean(name, known) || (known.length > 0 ? `; it has ${known.join(', ')}` : '; it has none')}`
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
