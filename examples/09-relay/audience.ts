import type { Connection, Outputs } from '@parley/runtime'
import { Subscriber } from './subscriber.ts'

/** All that there is: a group fills the slots in the order in which its streams are declared. */
const WEATHER = 'hub::ps:weather'
/** More than anybody will hear. */
const STEPS = 1_000

type Reports = AsyncIterator<Outputs<typeof Subscriber.actions.listen.sig.processor>>

/** Somebody who has subscribed: what comes is printed, and kept. */
export class Listener {
  readonly heard: string[] = []
  readonly #reports: Reports
  readonly #gone: Promise<void>
  #changed = () => {}

  private constructor(name: string, reports: Reports) {
    this.#reports = reports
    this.#gone = this.#listen(name)
  }

  /** Resolves when nothing that is published from now on is missed. */
  static async subscribe(client: Connection, name: string, way: 'listen' | 'glance', stream = WEATHER): Promise<Listener> {
    const sent = client.peer(Subscriber, name)[way]({}, { streams: [stream], steps: STEPS })
    const reports = sent[Symbol.asyncIterator]()
    for await (const { status } of sent.statuses()) if (status !== 'requested') break
    return new Listener(name, reports)
  }

  async hears(count: number): Promise<void> {
    while (this.heard.length < count)
      await new Promise<void>((changed) => {
        this.#changed = changed
      })
  }

  /** As a loop that is left. */
  async leave(): Promise<void> {
    await this.#reports.return?.()
    await this.#gone
  }

  async #listen(name: string): Promise<void> {
    for (let next = await this.#reports.next(); !next.done; next = await this.#reports.next()) {
      const { report } = next.value
      console.log(`  ${name.padEnd(8)} ${report}`)
      this.heard.push(report)
      this.#changed()
    }
  }
}
