import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Authenticator, credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node'
import { isAgentName, ParleyError } from '@parley/protocol'
import { publicKeyOf } from './nkey.ts'

/** Who one is to the broker: a file with the seed of an nkey, or one with a JWT and a seed as `nsc` writes it. Always a path: a secret in a variable ends in a log. */
export type Credentials = { readonly nkeySeedFile: string } | { readonly credsFile: string }

/** The same variables as the `nats` tools use. Throws ParleyError BAD_CONFIG when both are set: they name two identities. */
export function credentialsFrom(env: Readonly<Record<string, string | undefined>>): Credentials | undefined {
  const { NATS_NKEY: nkeySeedFile, NATS_CREDS: credsFile } = env
  if (nkeySeedFile && credsFile) throw new ParleyError('BAD_CONFIG', 'NATS_NKEY and NATS_CREDS are both set: unset one of them')
  if (nkeySeedFile) return { nkeySeedFile }
  return credsFile ? { credsFile } : undefined
}

/** Whose seed a file holds, as far as its name says it: `bob.nk` is bob's. */
export function ownerOf(credentials: Credentials): string | undefined {
  const name = 'nkeySeedFile' in credentials ? /^(.+)\.nk$/.exec(basename(credentials.nkeySeedFile))?.[1] : undefined
  return name !== undefined && isAgentName(name) ? name : undefined
}

/** Signs for the identity. The file is read now: what is wrong with it is told before any connection. Throws ParleyError BAD_CONFIG, which shows the path and nothing else. */
export function authenticatorOf(credentials: Credentials): Authenticator {
  if ('nkeySeedFile' in credentials) {
    const seed = read(credentials.nkeySeedFile).trim()
    if (!publicKeyOf(seed)) throw new ParleyError('BAD_CONFIG', `${credentials.nkeySeedFile}: expected the seed of a user's nkey (SU…)`)
    return nkeyAuthenticator(new TextEncoder().encode(seed))
  }
  const sign = credsAuthenticator(new TextEncoder().encode(read(credentials.credsFile)))
  try {
    sign('a nonce, to see whether it can')
  } catch {
    throw new ParleyError('BAD_CONFIG', `${credentials.credsFile}: expected a user's JWT and seed, as nsc writes them`)
  }
  return sign
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ParleyError('BAD_CONFIG', `${file}: cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'not a file'}`)
  }
}
