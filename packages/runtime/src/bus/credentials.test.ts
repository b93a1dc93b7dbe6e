import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { authenticatorOf, credentialsFrom, ownerOf } from './credentials.ts'
import { newNkey, publicKeyOf } from './nkey.ts'
import { checkTls, tlsFrom } from './tls.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-credentials-'))
afterAll(() => rmSync(root, { recursive: true }))

function file(name: string, text: string): string {
  writeFileSync(join(root, name), text)
  return join(root, name)
}
const failure = (run: () => unknown): Error => {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not fail')
}

test('a seed signs as its public key, whatever white space stands around it', () => {
  const { seed, publicKey } = newNkey()
  const sign = authenticatorOf({ nkeySeedFile: file('good.nk', `\n${seed}\n\n`) })
  expect(sign('nonce')).toMatchObject({ nkey: publicKey, sig: expect.stringMatching(/.{80,}/) })
})

test('a creds file signs with its JWT and its seed', () => {
  const { seed, publicKey } = newNkey()
  const text = `-----BEGIN NATS USER JWT-----\neyJ0.eyJq.sig\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`
  expect(authenticatorOf({ credsFile: file('user.creds', text) })('nonce')).toMatchObject({ jwt: 'eyJ0.eyJq.sig', nkey: publicKey })
})

test('what is wrong with a file is told with its path, and never with what it holds', () => {
  const { seed } = newNkey()
  const cut = file('cut.nk', seed.slice(0, -1))
  const swapped = file('swapped.creds', seed)
  const cases = [
    { nkeySeedFile: cut },
    { credsFile: swapped },
    { nkeySeedFile: join(root, 'none') },
    { credsFile: join(root, 'none') },
    { nkeySeedFile: root },
  ]
  for (const credentials of cases) {
    const error = failure(() => authenticatorOf(credentials))
    expect(error).toMatchObject({ code: 'BAD_CONFIG' })
    expect(error.message).toContain(Object.values(credentials)[0])
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain(seed.slice(2, 20))
  }
})

test('the key of an account or an operator is not taken for a user’s', () => {
  expect(publicKeyOf('')).toBeUndefined()
  expect(publicKeyOf('SAAGARBAGE')).toBeUndefined()
})

test('the environment is read by the names that the nats tools use, and may not name two identities', () => {
  expect(credentialsFrom({})).toBeUndefined()
  expect(credentialsFrom({ NATS_NKEY: 'a.nk', NATS_CREDS: '' })).toEqual({ nkeySeedFile: 'a.nk' })
  expect(credentialsFrom({ NATS_CREDS: 'a.creds' })).toEqual({ credsFile: 'a.creds' })
  expect(() => credentialsFrom({ NATS_NKEY: 'a', NATS_CREDS: 'b' })).toThrow(/both set/)
  expect(tlsFrom({})).toBeUndefined()
  expect(tlsFrom({ NATS_CA: 'ca.pem', NATS_CERT: 'c.pem', NATS_KEY: 'k.pem' })).toEqual({
    caFile: 'ca.pem',
    certFile: 'c.pem',
    keyFile: 'k.pem',
  })
})

test('a seed file tells by its name whose it is', () => {
  expect(ownerOf({ nkeySeedFile: '/keys/bob.nk' })).toBe('bob')
  for (const nkeySeedFile of ['/keys/Bob.nk', '/keys/.nk', '/keys/bob.seed']) expect(ownerOf({ nkeySeedFile })).toBeUndefined()
  expect(ownerOf({ credsFile: '/keys/bob.creds' })).toBeUndefined()
})

test('TLS files must be there, and a certificate needs its key', () => {
  const pem = file('a.pem', '')
  expect(checkTls({ caFile: pem, certFile: pem, keyFile: pem })).toEqual({ caFile: pem, certFile: pem, keyFile: pem })
  expect(() => checkTls({ caFile: join(root, 'none.pem') })).toThrow(/none\.pem: cannot be read: ENOENT/)
  expect(() => checkTls({ certFile: pem })).toThrow(/belong together/)
})
