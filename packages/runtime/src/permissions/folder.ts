import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Credentials } from '../bus/credentials.ts'
import { authorizationText, serverText } from './configuration.ts'
import { identitiesOf } from './identity.ts'
import { rightsOf } from './rights.ts'
import { keepSeeds } from './seeds.ts'

export interface PermissionsOptions {
  readonly world: string
  /** The names of all agents, and of clients that are to have an identity of their own. */
  readonly members: readonly string[]
  /** The folder for the configuration; the seeds lie in `seeds/` below it. */
  readonly dir: string
}

/** What a secured world has on the disk. */
export interface PermissionsFolder {
  /** For `nats-server -c`. Written once: an owner may change it. */
  readonly serverFile: string
  /** What it includes. */
  readonly authorizationFile: string
  readonly authorization: string
  readonly seedFiles: ReadonlyMap<string, string>
  /** How an identity connects. */
  credentialsOf(name: string): Credentials
}

/** Gives every identity of a world its key, where it has none yet, and writes the broker's configuration for them. */
export function writePermissions({ world, members, dir }: PermissionsOptions): PermissionsFolder {
  const folder = resolve(dir)
  mkdirSync(folder, { recursive: true })
  const identities = identitiesOf(members)
  const names = identities.map(({ name }) => name)
  const keys = keepSeeds(join(folder, 'seeds'), names)
  const users = identities.map((identity) => ({
    identity,
    publicKey: keys.get(identity.name)!.publicKey,
    rights: rightsOf(identity, world),
  }))
  const authorization = authorizationText(world, users)
  const authorizationFile = join(folder, 'authorization.conf')
  const serverFile = join(folder, 'nats-server.conf')
  writeFileSync(authorizationFile, authorization)
  if (!existsSync(serverFile)) writeFileSync(serverFile, serverText('authorization.conf'))
  const seedFiles = new Map(names.map((name) => [name, keys.get(name)!.seedFile]))
  return {
    ...{ serverFile, authorizationFile, authorization, seedFiles },
    credentialsOf: (name) => ({ nkeySeedFile: seedFiles.get(name)! }),
  }
}
