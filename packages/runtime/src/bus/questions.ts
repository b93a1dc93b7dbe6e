import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { ParleyError } from '@parley/protocol'
import { headersOf } from './headers.ts'

/** What the broker says to a question: bytes, or the code of a status without any. */
export interface Reply {
  readonly data: Uint8Array
  readonly code: number | undefined
}

interface Question {
  readonly subject: string
  readonly settle: (outcome: Reply | null | ParleyError) => void
}

/** What the broker gets to answer; its disk may be busy. */
const ANSWER_MS = 5_000
const NO_RESPONDERS = 503

/**
 * Questions to the broker, answered in the private inbox: one subscription for all. The client's own way of asking reads the headers of an answer where
 * a throw ends the connection, and what the broker answers with may have been stored by anybody.
 */
export class Questions {
  readonly #connection: NatsConnection
  readonly #inbox: string
  readonly #open = new Map<string, Question>()
  #count = 0
  #listening = false

  constructor(connection: NatsConnection, inboxPrefix: string) {
    this.#connection = connection
    this.#inbox = createInbox(inboxPrefix)
  }

  /** null: nobody listens there. Throws ParleyError FORBIDDEN or BROKER_UNAVAILABLE. */
  ask(subject: string, data: Uint8Array, patienceMs: number = ANSWER_MS): Promise<Reply | null> {
    this.#listen()
    const reply = `${this.#inbox}.${(this.#count++).toString(36)}`
    return new Promise((resolve, reject) => {
      const settle = (outcome: Reply | null | ParleyError) => {
        clearTimeout(timer)
        this.#open.delete(reply)
        if (outcome instanceof ParleyError) reject(outcome)
        else resolve(outcome)
      }
      const timer = setTimeout(() => settle(unanswered(subject)), patienceMs)
      this.#open.set(reply, { subject, settle })
      try {
        this.#connection.publish(subject, data, { reply })
      } catch {
        settle(unanswered(subject))
      }
    })
  }

  /** The broker does not let this identity publish there. */
  onDenied(subject: string): void {
    const denied = new ParleyError('FORBIDDEN', `the broker does not let this identity publish to ${subject}`)
    for (const question of this.#open.values()) if (question.subject === subject) question.settle(denied)
  }

  /** The connection is gone, and what was asked on it. */
  onLost(): void {
    for (const { subject, settle } of this.#open.values()) settle(unanswered(subject))
  }

  #listen(): void {
    if (this.#listening) return
    this.#listening = true
    this.#connection.subscribe(`${this.#inbox}.*`, { callback: (error, message) => (error ? undefined : this.#answer(message)) })
  }

  #answer(message: Msg): void {
    const headers = headersOf(message)
    const question = this.#open.get(message.subject)
    if (!question) return
    const code = headers?.code || undefined
    if (headers === null) question.settle(unanswered(question.subject))
    else if (message.data.length === 0 && code === NO_RESPONDERS) question.settle(null)
    else question.settle({ data: message.data, code })
  }
}

const unanswered = (subject: string) => new ParleyError('BROKER_UNAVAILABLE', `no answer to ${subject}`)
