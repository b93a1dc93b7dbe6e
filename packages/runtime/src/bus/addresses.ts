import { type Address, ANY, interned, ParleyError, parseSubject, type Subjects } from '@parley/protocol'
import { Line } from './line.ts'

type Room = Address['room']
type In<R extends Room> = Extract<Address, { room: R }>

interface Known<R extends Room> {
  readonly subject: string
  readonly address: In<R>
  /** Of a room whose subjects have an id. */
  readonly line: Line | null
}

/** Subjects that are remembered, before all are taken apart anew. */
const REMEMBERED = 1_000

/**
 * What is addressed to this process. Most of a room comes where the one before it came, or differs from it in the id, or comes where others came before: then
 * nothing is taken apart again.
 */
export class Addresses {
  readonly #subjects: Subjects
  readonly #last: { [R in Room]?: Known<R> } = {}
  /** Those that come again: no id is in them. */
  readonly #known = new Map<string, Known<Room>>()

  constructor(subjects: Subjects) {
    this.#subjects = subjects
  }

  /** Throws as {@link addressed}. */
  of<R extends 'interaction' | 'status' | 'stream'>(subject: string, room: R): In<R> {
    const last = this.#last[room] as Known<R> | undefined
    if (last?.subject === subject) return last.address
    const id = last?.line?.idIn(subject) ?? null
    const known = id === null ? this.#find(subject, room) : { subject, address: { ...last!.address, id }, line: last!.line }
    this.#last[room] = known as never
    return known.address
  }

  #find<R extends 'interaction' | 'status' | 'stream'>(subject: string, room: R): Known<R> {
    const known = this.#known.get(subject)
    if (known?.address.room === room) return known as unknown as Known<R>
    const address = withNames(addressed(subject, room))
    const found = { subject, address, line: this.#line(address) }
    if ('id' in address && address.id !== ANY) return found
    if (this.#known.size >= REMEMBERED) this.#known.clear()
    this.#known.set(subject, found as never)
    return found
  }

  #line(address: In<'interaction' | 'status' | 'stream'>): Line | null {
    const { status, stream } = this.#subjects
    if (address.room === 'status') return new Line(status(address.requester, address.requesterInstance, ANY, address.target))
    if (address.room === 'interaction') return null
    const { owner, stream: name, recipient, recipientInstance } = address
    return new Line(stream(owner, name, recipient, recipientInstance, ANY))
  }
}

/**
 * The tokens of a subject in the room that is listened to: somebody may publish there under tokens that do not have their form.
 * Throws ParleyError BAD_NAME.
 */
export function addressed<R extends Room>(subject: string, room: R): In<R> {
  const address = parseSubject(subject)
  if (address?.room !== room) throw new ParleyError('BAD_NAME', `${subject.slice(0, 200)}: not a subject of the room ${room}`)
  return address as In<R>
}

/** What comes there is compared with its names again and again. */
function withNames<A extends Address>(address: A): A {
  const names = Object.entries(address).map(([key, token]) => [key, typeof token === 'string' ? interned(token) : token])
  return Object.fromEntries(names) as A
}
