import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ParleyError } from '@parley/protocol'
import { newNkey, publicKeyOf } from '../bus/nkey.ts'

/** Where an identity's seed lies, and the key that everybody may know. */
export interface Key {
  readonly seedFile: string
  readonly publicKey: string
}

/**
 * Owns a folder of seeds, one file an identity.
 * K1. The folder is its owner's only (0700), and so is every file (0600), from the moment that it is there.
 * K2. A seed that is there is kept: what was handed out stays valid.
 * K3. A seed leaves this file by no other way: no text, no error, no return value has it.
 */
export function keepSeeds(dir: string, names: readonly string[]): Map<string, Key> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
  writeFileSync(join(dir, '.gitignore'), '*\n')
  return new Map(names.map((name) => [name, keepSeed(join(dir, `${name}.nk`))]))
}

function keepSeed(seedFile: string): Key {
  const publicKey = existing(seedFile) ?? create(seedFile)
  chmodSync(seedFile, 0o600)
  return { seedFile, publicKey }
}

function existing(seedFile: string): string | undefined {
  let seed: string
  try {
    seed = readFileSync(seedFile, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const publicKey = publicKeyOf(seed.trim())
  if (publicKey) return publicKey
  throw new ParleyError('BAD_CONFIG', `${seedFile}: expected the seed of a user's nkey (SU…); remove the file to get a new one`)
}

/** Whole or not at all; of two processes that do this at once, both take what the first has written. */
function create(seedFile: string): string {
  const { seed, publicKey } = newNkey()
  const draft = `${seedFile}.${process.pid}`
  writeFileSync(draft, `${seed}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, seedFile)
    return publicKey
  } catch (error) {
    const other = existing(seedFile)
    if (!other) throw error
    return other
  } finally {
    rmSync(draft)
  }
}
