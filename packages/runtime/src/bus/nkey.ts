import { nkeys } from '@nats-io/transport-node'

/** A pair of keys by which a broker knows who connects: it has the public one and asks for a signature with the other. The seed is the secret. */
export interface Nkey {
  readonly seed: string
  readonly publicKey: string
}

export function newNkey(): Nkey {
  const pair = nkeys.createUser()
  return { seed: new TextDecoder().decode(pair.getSeed()), publicKey: pair.getPublicKey() }
}

/** The public key of a user's seed; undefined for whatever else. Never an error of the library's: nobody need check that those are silent about the seed. */
export function publicKeyOf(seed: string): string | undefined {
  try {
    const publicKey = nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey()
    return publicKey.startsWith('U') ? publicKey : undefined
  } catch {
    return undefined
  }
}
