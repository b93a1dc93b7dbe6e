import { expect, test } from 'vitest'
import { identitiesOf } from '../../packages/runtime/src/permissions/identity.ts'
import { type Rights, rightsOf } from '../../packages/runtime/src/permissions/rights.ts'
import { codeIn, readPage, rowsOf } from './page.ts'

// The table of docs/security.md against what the broker is told.

/** `$SRV.{PING,INFO}` stands for both. */
function spread(pattern: string): string[] {
  const [, before, choices, after] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? []
  return choices === undefined ? [pattern] : choices.split(',').map((choice) => before + choice + after)
}

const listed = new Map<string, Rights>()
for (const [identity = '', publish = '', subscribe = ''] of rowsOf(readPage('docs/security.md'), '## Identities').slice(1))
  listed.set(codeIn(identity)[0]!, { publish: codeIn(publish).flatMap(spread), subscribe: codeIn(subscribe).flatMap(spread) })

/** The table has the patterns of the agent's own world; it has the same in the world `public`. */
const inPublic = (patterns: readonly string[]) =>
  patterns.map((pattern) => pattern.replace(/\bhall\b/g, 'public').replace('CLAIMS_hall', 'CLAIMS_public'))
const isOfWorld = (pattern: string) => pattern.includes('parley.hall.')

const sorted = ({ publish, subscribe }: Rights) => ({ publish: [...new Set(publish)].sort(), subscribe: [...new Set(subscribe)].sort() })

const bobs = listed.get('bob')!
listed.set('bob', {
  publish: [...bobs.publish, ...inPublic(bobs.publish.filter(isOfWorld))],
  subscribe: [...bobs.subscribe, ...inPublic(bobs.subscribe.filter(isOfWorld))],
})

test('the table of identities lists exactly what each may publish and subscribe to', () => {
  const identities = identitiesOf(['bob'])
  expect([...listed.keys()]).toEqual(identities.map(({ name }) => name))
  for (const identity of identities) {
    const { publish, subscribe } = listed.get(identity.name)!
    const base = identity.role === 'operator' ? asOperator(identity.name) : { publish: [], subscribe: [] }
    const told = { publish: [...base.publish, ...publish], subscribe: [...base.subscribe, ...subscribe] }
    expect(sorted(told), identity.name).toEqual(sorted(rightsOf(identity, 'hall')))
  }
})

/** "As an agent of that name and as a watcher." */
function asOperator(name: string): Rights {
  const bob = listed.get('bob')!
  const own = (patterns: readonly string[]) => patterns.map((pattern) => pattern.replace(/\bbob\b/, name))
  return { publish: own(bob.publish), subscribe: [...own(bob.subscribe), ...listed.get('cli-watcher')!.subscribe] }
}
