import { join } from 'node:path'
import { ParleyError } from '@parley/protocol'
import type { FoundBroker } from '../broker/find.ts'
import { withoutPassword } from '../broker/probe.ts'
import type { Credentials } from '../bus/credentials.ts'
import { writePermissions } from '../permissions/folder.ts'
import { OPERATOR, PROVISIONER } from '../permissions/identity.ts'
import type { LaunchOptions } from './network.ts'

/** How everybody of a network gets past its broker's door. */
export interface Keys {
  /** More lines for the configuration of a broker that is started. */
  readonly config: string
  /** Who launches it. */
  readonly launcher: { readonly name?: string; readonly credentials?: Credentials }
  readonly credentialsOf: (agent: string) => Credentials | undefined
  /** Who makes what only one may make; nobody in a world where everybody may. */
  readonly provisioner?: Credentials
  /** Where the operator's seed lies, for other commands to find. */
  readonly nkeySeedFile?: string
  /** Throws where the broker that was found and these keys do not fit: an open one would let everybody speak as anybody, without a word. */
  readonly checkFound: (broker: FoundBroker) => void
}

interface Whole {
  readonly world: string
  readonly agents: readonly string[]
  /** The `.parley` folder. */
  readonly dir: string
}

/** Where the identities of a world lie when nothing else is said. */
export const permissionsDir = (parleyDir: string, world: string): string => join(parleyDir, 'permissions', world)

/** A key for everybody of a secured network; for any other, what the launcher was given for all. Throws ParleyError BAD_CONFIG. */
export function keysOf({ secure, credentials }: LaunchOptions, { world, agents, dir }: Whole): Keys {
  if (!secure) return shared(credentials)
  if (credentials) throw new ParleyError('BAD_CONFIG', 'secure: every agent has credentials of its own, so none can be given for all')
  const folder = writePermissions({ world, members: agents, dir: secure === true ? permissionsDir(dir, world) : secure.dir })
  return {
    config: folder.authorization,
    launcher: { name: OPERATOR, credentials: folder.credentialsOf(OPERATOR) },
    credentialsOf: folder.credentialsOf,
    provisioner: folder.credentialsOf(PROVISIONER),
    nkeySeedFile: folder.seedFiles.get(OPERATOR)!,
    checkFound({ url, info }) {
      if (info.authRequired) return
      const how = `start it with the configuration in ${folder.serverFile}`
      throw new ParleyError('BAD_CONFIG', `${withoutPassword(url)} lets everybody in, which is not secure; ${how}`)
    },
  }
}

function shared(credentials: Credentials | undefined): Keys {
  return {
    config: '',
    launcher: credentials ? { credentials } : {},
    credentialsOf: () => credentials,
    checkFound(broker) {
      if (credentials || !broker.credentials) return
      throw new ParleyError(
        'FORBIDDEN',
        `${broker.from}: this broker lets in only the network that it was started for; secure this one too`,
      )
    },
  }
}
