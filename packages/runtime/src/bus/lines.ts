import { ANY, checkId, type Subjects, subjectsOf } from '@parley/protocol'

/** Who this process is: the tokens that its subjects carry. */
export interface Address {
  readonly world: string
  readonly name: string
  readonly instance: string
}

/** A subject but for the id in it. */
interface Line {
  readonly names: readonly string[]
  readonly head: string
  readonly tail: string
}

/**
 * The subjects on which one process speaks. Every name in a subject is checked; but most messages go where the one before them went,
 * so each kind keeps its last subject. Throws BadNameError.
 */
export class Lines {
  readonly #self: Address
  readonly #subjects: Subjects
  #request: { readonly target: string; readonly subject: string } | null = null
  #reply: Line | null = null
  #status: Line | null = null
  #stream: Line | null = null

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
    if (!isOf(this.#reply, target)) this.#reply = line(this.#subjects.status(name, instance, ANY, target), target)
    return withId(this.#reply, id)
  }

  status(requester: string, instance: string, id: string): string {
    if (!isOf(this.#status, requester, instance))
      this.#status = line(this.#subjects.status(requester, instance, ANY, this.#self.name), requester, instance)
    return withId(this.#status, id)
  }

  samples(stream: string, recipient: string, instance: string, id: string): string {
    if (!isOf(this.#stream, stream, recipient, instance))
      this.#stream = line(this.#subjects.stream(this.#self.name, stream, recipient, instance, ANY), stream, recipient, instance)
    return withId(this.#stream, id)
  }

  control(target: string, instance: string): string {
    return this.#subjects.control(target, instance, this.#self.name)
  }

  presence(): string {
    return this.#subjects.presence(this.#self.name, this.#self.instance)
  }
}

function isOf(line: Line | null, ...names: readonly string[]): line is Line {
  return line !== null && names.every((name, i) => name === line.names[i])
}

/** No token has a dot in it: the last `_` between two, or at the end, is the id's. */
function line(subject: string, ...names: readonly string[]): Line {
  const cut = subject.lastIndexOf(`.${ANY}`) + 1
  return { names, head: subject.slice(0, cut), tail: subject.slice(cut + ANY.length) }
}

const withId = ({ head, tail }: Line, id: string): string => head + (id === ANY ? id : checkId(id, 'id')) + tail
