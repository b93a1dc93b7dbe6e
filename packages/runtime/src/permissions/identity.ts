import { checkFreeName } from '@parley/protocol'

/** Whoever a broker tells apart. The name is the token that its subjects carry. */
export interface Identity {
  readonly name: string
  readonly role: Role
}

/** `member`: an agent, or a client by a name of its own; on the wire they are the same. */
type Role = 'member' | 'operator' | 'watcher' | 'provisioner'

// Below `cli-`, which no agent may take: these never meet a name of the network's. And who is called so may steer (compose.ts).
/** The command line, and whoever launches a network. */
export const OPERATOR = 'cli-operator'
/** Sees, and says nothing. */
export const WATCHER = 'cli-watcher'
/** Makes streams and consumers, so that nobody else need. */
export const PROVISIONER = 'cli-provisioner'

/** Everybody who may connect to the broker of a world with these members. Throws BadNameError: a name becomes a subject's token and a file's name. */
export function identitiesOf(members: readonly string[]): Identity[] {
  return [
    ...Array.from(new Set(members), (name): Identity => ({ name: checkFreeName(name, 'name'), role: 'member' })),
    { name: OPERATOR, role: 'operator' },
    { name: WATCHER, role: 'watcher' },
    { name: PROVISIONER, role: 'provisioner' },
  ]
}
