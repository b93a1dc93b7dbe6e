import { styleText } from 'node:util'
import type { Connection, StatusUpdate } from '@parley/runtime'

const LOOKS = { idle: ['○', 'green'], working: ['●', 'yellow'], resting: ['☾', 'cyan'] } as const
const COLOURED = process.stdout.isTTY && process.stdout.hasColors()

type Fits = (update: StatusUpdate) => boolean

/** Shows what anybody may see of the courier, a line each, and beside it the state that it told of last. */
export class Board {
  /** What was asked for, by uuid. */
  readonly wanted = new Map<string, string>()
  #state: keyof typeof LOOKS = 'idle'
  /** How what the courier does by itself began, by uuid. */
  readonly #begun = new Map<string, string>()
  readonly #hopes = new Map<Fits, () => void>()

  async follow(client: Connection): Promise<void> {
    for await (const update of client.watch({ to: 'courier' })) {
      if ('missed' in update) continue
      this.#show(update)
      for (const [fits, fulfil] of this.#hopes) if (fits(update) && this.#hopes.delete(fits)) fulfil()
    }
  }

  /** Settles once a line has come that fits. */
  until(fits: Fits): Promise<void> {
    return new Promise((fulfil) => this.#hopes.set(fits, fulfil))
  }

  #show({ uuid, status, state, reason, error, result }: StatusUpdate): void {
    this.#state = (state as keyof typeof LOOKS) ?? this.#state
    const who = uuid.slice(uuid.indexOf('_') + 1)
    const isOwn = who === 'courier'
    if (isOwn && !reason) return void this.#begun.set(uuid, this.#begun.get(uuid) ?? status) // one line each
    const course = isOwn ? `${this.#begun.get(uuid)} → ${reason}` : (reason ?? status)
    this.#begun.delete(uuid)
    const text = error ? `${error.code}: ${error.message}` : (result ?? this.wanted.get(uuid))
    const [sign, colour] = LOOKS[this.#state]
    const line = `${sign} ${this.#state.padEnd(8)} ${who.padEnd(8)} ${course.padEnd(10)} ${text}`
    console.log(COLOURED ? styleText(isOwn ? [colour, 'dim'] : colour, line) : line)
  }
}
