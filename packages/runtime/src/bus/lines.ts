import { ANY, type Subjects, subjectsOf } from '@parley/protocol'
import { PerInstance } from '../collections/per-instance.ts'
import { Line } from './line.ts'

/** Who this process is: the tokens that its subjects carry. */
export interface Address {
  readonly world: string
  readonly name: string
  readonly instance: string
}

/** Those of a target. */
interface ToTarget {
  readonly request: string
  readonly reply: Line
}

/** A line, and where it leads. */
interface ToStream {
  readonly stream: string
  readonly recipient: string
  readonly instance: string
  readonly line: Line
}

/** Subjects that are remembered of each kind, before all are made anew. */
const REMEMBERED = 1_000

/** The subjects on which one process speaks. Every name in a subject is checked; but most messages go where others went before, so they are remembered. Throws BadNameError. */
export class Lines {
  readonly #self: Address
  readonly #subjects: Subjects
  readonly #targets = new Map<string, ToTarget>()
  readonly #statuses = new PerInstance<Line>()
  /** The last one. */
  #stream: ToStream | null = null

  constructor(self: Address) {
    this.#self = self
    this.#subjects = subjectsOf(self.world)
  }

  request(target: string): string {
    return this.#toTarget(target).request
  }

  /** The status subject is the reply subject too, for nothing but the broker's 503. */
  reply(id: string, target: string): string {
    return this.#toTarget(target).reply.withId(id)
  }

  status(requester: string, instance: string, id: string): string {
    return this.#statusLine(requester, instance).withId(id)
  }

  /** Of several, or of one that says itself of what it is. */
  statuses(requester: string, instance: string): string {
    return this.#statusLine(requester, instance).subject
  }

  samples(stream: string, recipient: string, instance: string, id: string): string {
    const last = this.#stream
    if (last?.stream === stream && last.recipient === recipient && last.instance === instance) return last.line.withId(id)
    const line = new Line(this.#subjects.stream(this.#self.name, stream, recipient, instance, ANY))
    this.#stream = { stream, recipient, instance, line }
    return line.withId(id)
  }

  control(target: string, instance: string): string {
    return this.#subjects.control(target, instance, this.#self.name)
  }

  presence(): string {
    return this.#subjects.presence(this.#self.name, this.#self.instance)
  }

  #toTarget(target: string): ToTarget {
    const known = this.#targets.get(target)
    if (known) return known
    const { name, instance } = this.#self
    const made = { request: this.#subjects.interaction(target, name), reply: new Line(this.#subjects.status(name, instance, ANY, target)) }
    if (this.#targets.size >= REMEMBERED) this.#targets.clear()
    this.#targets.set(target, made)
    return made
  }

  #statusLine(requester: string, instance: string): Line {
    const known = this.#statuses.get(requester, instance)
    if (known) return known
    const line = new Line(this.#subjects.status(requester, instance, ANY, this.#self.name))
    if (this.#statuses.size >= REMEMBERED) this.#statuses.clear()
    return this.#statuses.set(requester, instance, line)
  }
}
