import { describeProperties } from '../interaction/matching.ts'
import type { Colors } from '../network/view/colors.ts'
import type { WiredAgent, WiredSlot } from '../network/wiring.ts'
import { columns } from './columns.ts'

/** The slots of an agent with what fills them, a line each: `image  <- camera:frames (image)`. None when it has no slots. */
export function slotLines({ slots }: Pick<WiredAgent, 'slots'>, colors: Colors): string[] {
  const [, ...lines] = columns(['', '', ''], slots.map(cells))
  return lines.map((line, i) => paint(slots[i]!, colors)(line))
}

const cells = ({ slot, part, state, wire, stream }: WiredSlot) => {
  const name = part === 'stdtar' ? `${slot.name} (target)` : slot.name
  const of = stream ? ` (${describeProperties(stream)})` : ''
  return [name, describeProperties(slot), wire === null ? WITHOUT_WIRE[state] : `<- ${wire}${of}${WITH_WIRE[state]}`]
}

const WITHOUT_WIRE: Readonly<Record<WiredSlot['state'], string>> = {
  asked: 'by request',
  default: 'its default',
  empty: 'empty',
  unmatched: 'unmatched',
  outside: '',
  wired: '',
  wrong: '',
}

const WITH_WIRE: Readonly<Record<WiredSlot['state'], string>> = {
  ...{ asked: '', default: '', empty: '', unmatched: '', wired: '' },
  outside: ', which runs elsewhere',
  wrong: ', which cannot be',
}

function paint({ state }: WiredSlot, { red, dim }: Colors): (text: string) => string {
  if (state === 'wrong' || state === 'unmatched') return red
  return state === 'wired' || state === 'outside' ? (text) => text : dim
}
