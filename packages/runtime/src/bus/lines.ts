import { ANY, type Subjects, subjectsOf } from '@parley/protocol'
import { Line } from './line.ts'

/** Who this process is: the tokens that its subjects carry. */
export interface Address {
  readonly world: string
  readonly name: string
  readonly instance: string
}

/** A line, and whom it leads to: up to three names. */
interface Lead {
  readonly a: string
  readonly b: string
  readonly c: string
  readonly line: Line
}

/**
 * The subjects on which one process speaks. Every name in a subject is checked; but most messages go where the one before them went,
 * so each kind keeps its last subject. Throws BadNameError.
 */
export class Lines {
  readonly #self: Address
  readonly #subjects: Subjects
  #request: { readonly target: string; readonly subject: string } | null = null
  #reply: Lead | null = null
  #status: Lead | null = null
  #stream: Lead | null = null

  constructor(self: Address) {
    this.#self = self
    this.#subjects = subjectsOf(self.world)
  }

  request(target: string): string {
    if (this.#request?.target !== target) this.#request = { target, subject: this.#subjects.interaction(target, this.#self.name) }
    return this.#request.subject
  }

  /** The status subject is the reply subject too, for nothing but the broker's 503. */
  reply(id: string, target: string): string {
    const { name, instance } = this.#self
    if (!leadsTo(this.#reply, target)) this.#reply = lead(this.#subjects.status(name, instance, ANY, target), target)
    return this.#reply.line.withId(id)
  }

  status(requester: string, instance: string, id: string): string {
    return this.#statusLead(requester, instance).line.withId(id)
  }

  /** Of several, or of one that says itself of what it is. */
  statuses(requester: string, instance: string): string {
    return this.#statusLead(requester, instance).line.subject
  }

  samples(stream: string, recipient: string, instance: string, id: string): string {
    if (!leadsTo(this.#stream, stream, recipient, instance))
      this.#stream = lead(this.#subjects.stream(this.#self.name, stream, recipient, instance, ANY), stream, recipient, instance)
    return this.#stream.line.withId(id)
  }

  control(target: string, instance: string): string {
    return this.#subjects.control(target, instance, this.#self.name)
  }

  presence(): string {
    return this.#subjects.presence(this.#self.name, this.#self.instance)
  }

  #statusLead(requester: string, instance: string): Lead {
    if (!leadsTo(this.#status, requester, instance))
      this.#status = lead(this.#subjects.status(requester, instance, ANY, this.#self.name), requester, instance)
    return this.#status
  }
}

const leadsTo = (lead: Lead | null, a: string, b = '', c = ''): lead is Lead =>
  lead !== null && lead.a === a && lead.b === b && lead.c === c

const lead = (subject: string, a: string, b = '', c = ''): Lead => ({ a, b, c, line: new Line(subject) })
