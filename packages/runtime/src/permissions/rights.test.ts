import { subjectsOf } from '@parley/protocol'
import { expect, test } from 'vitest'
import { identitiesOf, OPERATOR, PROVISIONER, WATCHER } from './identity.ts'
import { rightsOf } from './rights.ts'

const identities = identitiesOf(['bob'])
const of = (name: string) => rightsOf(identities.find((one) => one.name === name)!, 'hall')

test('a member speaks under its own name only, in its world and in the public one, and hears what is for it or for everybody', () => {
  const says = (world: string) => [
    `parley.${world}.interaction.*.bob`,
    `parley.${world}.status.*.*.*.bob`,
    `parley.${world}.control.*.*.bob`,
    `parley.${world}.stream.bob.*.*.*.*`,
    `parley.${world}.presence.bob.*`,
    `parley.${world}.claim.*.bob.*.*`,
    `$JS.API.DIRECT.GET.PARLEY_CLAIMS_${world}.parley.${world}.claim.bob.*.*.*`,
    `$JS.API.DIRECT.GET.PARLEY_CLAIMS_${world}.parley.${world}.claim._.*.*.*`,
  ]
  const hears = (world: string) => [
    `parley.${world}.interaction.bob.*`,
    `parley.${world}.status.bob.*.*.*`,
    `parley.${world}.control.bob.*.*`,
    `parley.${world}.stream.*.*.bob.*.*`,
    `parley.${world}.stream.*.*._._.*`,
    `parley.${world}.presence.*.*`,
  ]
  expect(of('bob')).toEqual({
    publish: [...says('hall'), ...says('public'), '_INBOX.>'],
    subscribe: [
      ...hears('hall'),
      ...hears('public'),
      ...['PING', 'INFO', 'STATS'].flatMap((verb) => [`$SRV.${verb}`, `$SRV.${verb}.bob`, `$SRV.${verb}.bob.*`]),
      'inbox.hall.bob.>',
    ],
  })
})

test('a watcher says nothing and sees what everybody does', () => {
  expect(of(WATCHER)).toEqual({
    publish: [],
    subscribe: ['parley.hall.status.*.*.*.*', 'parley.hall.presence.*.*', 'parley.hall.recorded.*.*.*'],
  })
})

test('the operator is a member that may also watch, and ask every service', () => {
  const { publish, subscribe } = of(OPERATOR)
  const { control } = subjectsOf('hall')
  expect(publish).toContain(control('*', '*', OPERATOR))
  expect(publish).toContain('$SRV.PING')
  expect(subscribe).toEqual(expect.arrayContaining([...of(WATCHER).subscribe, '_INBOX.>']))
  expect(new Set(subscribe).size).toBe(subscribe.length)
})

test('JetStream is the provisioner’s alone but for the claims that are for oneself or for all, and no private inbox lies where others may publish', () => {
  expect(of(PROVISIONER)).toEqual({ publish: ['$JS.API.>'], subscribe: [`inbox.hall.${PROVISIONER}.>`] })
  const chunks = (name: string) =>
    ['hall', 'public'].flatMap((world) => [name, '_'].map((of) => subjectsOf(world).claimChunk(of, '*', '*', '*')))
  for (const { name, role } of identities.filter(({ role }) => role !== 'provisioner'))
    expect([...of(name).publish, ...of(name).subscribe].filter((subject) => subject.startsWith('$JS'))).toEqual(
      role === 'watcher' ? [] : chunks(name),
    )
  const publishable = identities.flatMap(({ name }) => of(name).publish)
  expect(publishable.filter((subject) => subject.startsWith('inbox.'))).toEqual([])
})

test('a name that could change a subject or leave a folder is refused, and so is one that is reserved', () => {
  for (const name of ['bob.*', '../bob', '>', '', 'cli-bob', 'system']) expect(() => identitiesOf([name])).toThrow(/expected/)
  expect(identitiesOf(['bob', 'bob']).filter(({ name }) => name === 'bob')).toHaveLength(1)
})
