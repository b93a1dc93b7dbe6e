import type { Profile, SlotProfile, StreamProfile } from '@parley/protocol'
import { incompatibility } from '../interaction/matching.ts'
import { didYouMean } from './nearest.ts'

// What can be wrong with a wire, in words.

/** The action whose slots the wires of an agent fill. */
export const PROCESSOR = 'process'

/** Wires to slots that are not there. */
export function wrongSlots({ actions }: Profile, wired: readonly string[]): { slot?: string; problem: string }[] {
  const slots = actions[PROCESSOR]?.slots
  if (!slots) return [{ problem: `streams are wired to the slots of an action ${PROCESSOR}, made by processor(…); there is none` }]
  const known = slots.stdin.map(({ name }) => name)
  const isIn = (part: 'stdtar' | 'stdout', slot: string) => slots[part].some(({ name }) => name === slot)
  return wired
    .filter((name) => !known.includes(name))
    .map((slot) => {
      if (isIn('stdout', slot)) return { slot, problem: `${slot} is an output: others are wired to it` }
      if (isIn('stdtar', slot)) return { slot, problem: `${slot} is a target slot: its stream comes with a request` }
      return { slot, problem: `the processor has no slot ${slot}${didYouMean(slot, known) || `; it has ${known.join(', ') || 'none'}`}` }
    })
}

/** Why an agent may not run its own processor: what is wired runs with no arguments, in the agent's own name. */
export function* cannotRun({ agent, actions }: Profile, rolesHeld: readonly string[]): Generator<string> {
  const { input, roles } = actions[PROCESSOR] ?? {}
  const { required = [] } = (input ?? {}) as { readonly required?: readonly string[] }
  if (required.length > 0) yield `the processor must have the arguments ${required.join(', ')}, and what is wired runs without any`
  if (roles && !roles.some((role) => rolesHeld.includes(role)))
    yield `the processor is for the role ${roles.join(' or ')}, which ${agent} does not have: what is wired runs in its own name`
}

/** Why a stream that is there cannot be wired to a slot. */
export function unfit(stream: StreamProfile, slot: SlotProfile, wire: string): string | null {
  if (stream.delivery === 'dm') return `${wire} goes to the recipients of an interaction only (dm); a wire needs one that all may hear (ps)`
  const reason = incompatibility(stream, slot)
  return reason && `${wire} does not fit the slot ${slot.name}: ${reason}`
}

/** Why there is no such stream. */
export function noStream({ streams = [], actions }: Profile, owner: string, name: string): string {
  if (actions[name]?.yields !== undefined) return `what the action ${name} of ${owner} yields goes to its requester only`
  const known = streams.map((stream) => stream.name)
  return `${owner} has no stream ${name}${didYouMean(name, known) || (known.length > 0 ? `; it has ${known.join(', ')}` : '; it has none')}`
}
