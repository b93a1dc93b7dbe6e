import { type AckMessage, type ControlOp, isErrorCode, ParleyError } from '@parley/protocol'
import type { Clock } from '../time/clock.ts'

interface Expected {
  readonly target: string
  readonly op: ControlOp
  readonly settle: (outcome: AckMessage | ParleyError) => void
}

/** The controls that wait for an acknowledgement, by the id that they steer. A rare path: a list a control. */
export class Acks {
  readonly #clock: Clock
  readonly #beatMs: number
  readonly #expected = new Map<string, Set<Expected>>()

  constructor(clock: Clock, beatMs: number) {
    this.#clock = clock
    this.#beatMs = beatMs
  }

  /** Settles with the holder's word. Throws ParleyError with the code of a refusal, or NOT_HELD when nobody has it within a beat. */
  expect(id: string, target: string, op: ControlOp): Promise<AckMessage> {
    return new Promise((resolve, reject) => {
      const expected: Expected = {
        target,
        op,
        settle: (outcome) => {
          forget()
          disarm()
          if (outcome instanceof ParleyError) reject(outcome)
          else resolve(outcome)
        },
      }
      const all = this.#expected.get(id) ?? new Set()
      const forget = () => {
        all.delete(expected)
        if (all.size === 0) this.#expected.delete(id)
      }
      const disarm = this.#clock.after(this.#beatMs, () => expected.settle(notHeld(target)))
      this.#expected.set(id, all.add(expected))
    })
  }

  onAck(target: string, id: string, message: AckMessage): void {
    const { ack, instance } = message
    for (const expected of this.#expected.get(id) ?? []) {
      if (expected.target !== target || expected.op !== ack.op) continue
      if (ack.held && ack.ok) expected.settle(message)
      else if (ack.held || ack.code === 'FORBIDDEN') expected.settle(refused(target, instance, ack))
    }
  }

  onNoResponders(target: string, id: string): void {
    for (const expected of this.#expected.get(id) ?? []) if (expected.target === target) expected.settle(notHeld(target))
  }
}

const notHeld = (target: string) => new ParleyError('NOT_HELD', `no instance of ${target} holds it`)

const refused = (target: string, instance: string, { op, code = 'UNSUPPORTED' }: AckMessage['ack']) =>
  new ParleyError(isErrorCode(code) ? code : 'UNSUPPORTED', `${target}/${instance} refuses to ${op} it`)
