import { PING_LINES } from '../broker/ping.ts'
import type { Identity } from './identity.ts'
import type { Rights } from './rights.ts'

/** An identity as the broker's configuration has it: nothing of it is secret. */
export interface User {
  readonly identity: Identity
  readonly publicKey: string
  readonly rights: Rights
}

/** The part of a nats-server's configuration that says who may connect, and what each may say and hear. */
export function authorizationText(world: string, users: readonly User[]): string {
  return [
    `# Who may say and hear what in the world ${world}. Written anew by every run of parley permissions: change the network, not this file.`,
    'authorization {',
    '  users: [',
    ...users.flatMap(userLines),
    '  ]',
    '}',
    '',
  ].join('\n')
}

const userLines = ({ identity: { name, role }, publicKey, rights }: User): string[] => [
  `    { # ${name}, ${role}`,
  `      nkey: ${publicKey}`,
  '      permissions: {',
  ...listLines('publish', rights.publish),
  ...listLines('subscribe', rights.subscribe),
  '      }',
  '    }',
]

/** An empty list of what is allowed would allow everything. */
function listLines(right: string, subjects: readonly string[]): string[] {
  if (subjects.length === 0) return [`        ${right}: { deny: ">" }`]
  return [`        ${right}: { allow: [`, ...subjects.map((subject) => `          ${JSON.stringify(subject)}`), '        ] }']
}

/** A whole server's configuration around it, to begin with. */
export const serverText = (authorizationFile: string): string =>
  [
    '# A beginning, written once and yours to change: where to listen, TLS, a cluster.',
    'listen: "127.0.0.1:4222"',
    ...PING_LINES,
    'jetstream { store_dir: "jetstream" }',
    `include ${JSON.stringify(authorizationFile)}`,
    '',
  ].join('\n')
