import { type Delivery, ParleyError, type Properties, type SlotsProfile, type StreamProfile } from '@parley/protocol'
import type { Signature } from '../agent/signature.ts'
import type { Slot, Slots, StreamDeclaration } from './declare.ts'

/** Outputs go to whoever asked; when the agent runs for itself, as one whose slots are wired, to whoever subscribes. */
const OUTPUT: Delivery = 'ps'

/** What an agent declares that others may read or fill. */
export interface Declared {
  readonly streams?: Readonly<Record<string, StreamDeclaration>>
  readonly actions: Readonly<Record<string, { readonly sig: Signature }>>
}

/** Slots as their agent tells of them. One without a default of its own, be it null, must get a stream. */
export function slotsProfile({ stdin, stdtar, stdout }: Slots): SlotsProfile {
  const list = (slots: Readonly<Record<string, Slot>>) =>
    Object.entries(slots).map(([name, slot]) => ({ name, required: !Object.hasOwn(slot, 'default'), ...slot.properties }))
  return { stdin: list(stdin), stdtar: list(stdtar), stdout: list(stdout) }
}

/**
 * The streams of an agent as it tells of them: those that it declares, then the outputs of its processors, grouped by their action.
 * An output may be declared as well, for a group or a delivery of its own. Throws ParleyError BAD_DEFINITION where two of one name are not alike.
 */
export function streamProfiles({ streams = {}, actions }: Declared): StreamProfile[] {
  const all = new Map<string, StreamProfile>()
  for (const [name, { properties, group = name, delivery, visibility }] of Object.entries(streams))
    all.set(name, { name, group, delivery, visibility, ...properties })
  for (const [action, { sig }] of Object.entries(actions))
    for (const [name, { properties }] of Object.entries(sig.slots?.stdout ?? {})) {
      const other = all.get(name)
      if (!other) all.set(name, { name, group: action, delivery: OUTPUT, visibility: sig.visibility ?? 'world', ...properties })
      else if (told(other) !== told(properties))
        throw new ParleyError(
          'BAD_DEFINITION',
          `stream ${name}: got ${told(properties)} as an output of ${action}, expected ${told(other)}`,
        )
    }
  // What an action yields is the stream of its name.
  for (const name of all.keys())
    if (Object.hasOwn(actions, name))
      throw new ParleyError('BAD_DEFINITION', `stream ${name}: an action has that name, and so its own stream`)
  return [...all.values()]
}

/** In one order, so that equal ones are equal texts. */
const told = ({ type, dtype, shape, labels }: Properties) => JSON.stringify({ type, dtype, shape, labels })
