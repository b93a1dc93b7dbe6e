import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Msg, type NatsConnection, nkeyAuthenticator, PermissionViolationError } from '@nats-io/transport-node'
import { vi } from 'vitest'
import { startBroker } from '../../packages/runtime/src/broker/start.ts'
import { writePermissions } from '../../packages/runtime/src/permissions/folder.ts'

export const WORLD = 'hall'
/** Nobody may publish there: what is refused on it comes after all that was refused before. */
const LAST = 'nobody.may'

/** A broker for a world of these members, and a way in for each. */
export async function securedBroker(members: readonly string[]) {
  const dir = mkdtempSync(join(tmpdir(), 'parley-secured-'))
  const folder = writePermissions({ world: WORLD, members, dir })
  const broker = await startBroker({ config: folder.authorization })
  const entered: NatsConnection[] = []
  return {
    ...{ broker, folder },
    /** A bare client with the seed of this identity: it may try whatever it likes. */
    async enter(name: string): Promise<Intruder> {
      const seed = readFileSync(folder.seedFiles.get(name)!, 'utf8').trim()
      const connection = await connect({
        servers: broker.url,
        authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
        inboxPrefix: `inbox.${WORLD}.${name}`,
      })
      entered.push(connection)
      return new Intruder(connection)
    },
    async [Symbol.asyncDispose]() {
      for (const connection of entered) await connection.close()
      await broker.stop()
      rmSync(dir, { recursive: true })
    },
  }
}

/** Tries, and learns what the broker refuses. */
export class Intruder {
  readonly connection: NatsConnection
  readonly #refused: { subject: string; operation: string }[] = []

  constructor(connection: NatsConnection) {
    this.connection = connection
    void this.#follow()
  }

  /** Publishes to each; gives those that were refused. */
  async publish(subjects: readonly string[]): Promise<string[]> {
    for (const subject of subjects) this.connection.publish(subject, 'forged')
    return this.#settle('publish')
  }

  /** Subscribes to each; gives those that were refused. */
  async subscribe(subjects: readonly string[]): Promise<string[]> {
    for (const subject of subjects) this.connection.subscribe(subject, { callback: () => {} })
    return this.#settle('subscription')
  }

  /** What is heard from now on. */
  async listen(subject: string): Promise<Msg[]> {
    const heard: Msg[] = []
    this.connection.subscribe(subject, { callback: (error, message) => void (error ?? heard.push(message)) })
    await this.connection.flush()
    return heard
  }

  async #settle(operation: string): Promise<string[]> {
    this.connection.publish(LAST)
    await vi.waitFor(() => {
      if (!this.#refused.some(({ subject }) => subject === LAST)) throw new Error('the last refusal has not come')
    })
    const refused = this.#refused.splice(0)
    return refused.filter((one) => one.operation === operation && one.subject !== LAST).map(({ subject }) => subject)
  }

  async #follow(): Promise<void> {
    for await (const event of this.connection.status())
      if (event.type === 'error' && event.error instanceof PermissionViolationError) this.#refused.push(event.error)
  }
}
