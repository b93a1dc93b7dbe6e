import {
  type Address,
  decode,
  isPack,
  lengthenId,
  parseSubject,
  statusToWire,
  unpackRequests,
  unpackStatuses,
  type Wire,
} from '@parley/protocol'
import type { MemoryBroker, Passing, Verdict } from '@parley/runtime/testing'

/** A message on the wire: its address, its body, and who published it. */
export interface Said {
  readonly at: Address
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  readonly body: any
  readonly by: string
}

type Rule = (said: Said) => Verdict | 'twice'

/** Reads all that passes a broker in memory, and makes accidents happen to it. */
export class Wiretap {
  readonly said: Said[] = []
  readonly #broker: MemoryBroker
  readonly #repeated = new WeakSet<Passing>()
  #rule: Rule = () => 'pass'

  constructor(broker: MemoryBroker) {
    this.#broker = broker
    broker.intercept((message) => this.#judge(message))
  }

  /** Decides about every message of ours from now on. */
  rule(rule: Rule): void {
    this.#rule = rule
  }

  /** Loses the first message of a kind, from now on; gives how many it has lost. */
  loseOne(kind: (said: Said) => boolean): () => number {
    let lost = 0
    this.rule((said) => {
      if (lost > 0 || !kind(said)) return 'pass'
      lost++
      return 'drop'
    })
    return () => lost
  }

  /** What was said in one room. */
  in<R extends Address['room']>(room: R): (Said & { readonly at: Extract<Address, { room: R }> })[] {
    return this.said.filter(({ at }) => at.room === room) as never
  }

  #judge(message: Passing): Verdict {
    const at = parseSubject(message.subject)
    if (!at) return 'pass'
    if (this.#repeated.has(message)) return 'pass'
    const said = unpacked(at, decoded(message.data)).map((one) => ({ ...one, by: message.from.name }))
    this.said.push(...said)
    const verdict = said.map((one) => this.#rule(one)).find((one) => one !== 'pass') ?? 'pass'
    if (verdict !== 'twice') return verdict
    const again = { ...message }
    this.#repeated.add(again)
    this.#broker.publish(again)
    return 'pass'
  }
}

/** What shares a message, each under its own id; a rule for one of them is a rule for the message. */
function unpacked(at: Address, body: Wire): Pick<Said, 'at' | 'body'>[] {
  if (!isPack(body)) return [{ at, body }]
  const all: Pick<Said, 'at' | 'body'>[] = []
  const take = (id: string, one: object) => void all.push({ at: 'id' in at ? { ...at, id } : at, body: one })
  const bad = () => {}
  if (at.room === 'interaction') unpackRequests(body, { message: (_, request) => take(request.id, request), bad })
  else if (at.room === 'status')
    unpackStatuses(body, at.requesterInstance, {
      message: (id, status) => take(lengthenId(id, at.requesterInstance), statusToWire(status)),
      bad,
    })
  return all
}

function decoded(data: Uint8Array): Wire {
  try {
    return decode(data)
  } catch {
    return {}
  }
}

export const isRequest = ({ at }: Said): boolean => at.room === 'interaction'
/** A status of an interaction, and no acknowledgement. */
export const isStatus = ({ at, body }: Said): boolean => at.room === 'status' && 'status' in body
export const isEnd = (said: Said): boolean => isStatus(said) && said.body.status === 'completed'
export const isControl =
  (op: string) =>
  ({ at, body }: Said): boolean =>
    at.room === 'control' && body.op === op
