import { afterEach, expect, test, vi } from 'vitest'
import { environmentOf, givenBy, identityOf } from './identity.ts'

afterEach(() => vi.unstubAllEnvs())
const clean = () => {
  for (const name of ['NATS_NKEY', 'NATS_CREDS', 'NATS_CA', 'NATS_CERT', 'NATS_KEY']) vi.stubEnv(name, '')
}

test('options go over the environment, and that over broker.json', () => {
  clean()
  const ofFile = { nkeySeedFile: '/keys/cli-operator.nk' }
  expect(identityOf({}, ofFile)).toEqual({ name: 'cli-operator', credentials: ofFile })
  vi.stubEnv('NATS_NKEY', '/keys/cli-watcher.nk')
  expect(identityOf({}, ofFile)).toEqual({ name: 'cli-watcher', credentials: { nkeySeedFile: '/keys/cli-watcher.nk' } })
  expect(identityOf({ nkey: 'bob.nk' }, ofFile)).toEqual({ name: 'bob', credentials: { nkeySeedFile: 'bob.nk' } })
})

test('whoever has credentials of no name is the operator; where nobody is asked, the command line is somebody new', () => {
  clean()
  expect(identityOf({ creds: 'user.creds' })).toEqual({ name: 'cli-operator', credentials: { credsFile: 'user.creds' } })
  expect(identityOf({})).toEqual({ name: expect.stringMatching(/^cli-[0-9a-f]{8}$/) })
})

test('two identities are bad usage', () => {
  expect(() => givenBy({ nkey: 'a.nk', creds: 'b.creds' })).toThrow(/two identities/)
})

test('a process that is started gets the same identity, and none that its parent’s environment has', () => {
  expect(environmentOf({ credentials: { credsFile: 'a.creds' }, tls: { caFile: 'ca.pem' } })).toEqual({
    ...{ NATS_NKEY: '', NATS_CREDS: 'a.creds' },
    ...{ NATS_CA: 'ca.pem', NATS_CERT: '', NATS_KEY: '' },
  })
  expect(environmentOf({})).toEqual({})
})
