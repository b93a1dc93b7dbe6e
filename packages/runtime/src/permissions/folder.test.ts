import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { publicKeyOf } from '../bus/nkey.ts'
import { writePermissions } from './folder.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-permissions-'))
afterAll(() => rmSync(root, { recursive: true }))
const fresh = () => mkdtempSync(join(root, 'world-'))
const modeOf = (path: string) => statSync(path).mode & 0o777
const write = (dir: string, members = ['alice', 'bob']) => writePermissions({ world: 'hall', members, dir })

test('everybody gets a seed that only its owner can read, in a folder that only its owner can enter', () => {
  const dir = join(fresh(), 'new')
  const { seedFiles } = write(dir)
  expect([...seedFiles.keys()]).toEqual(['alice', 'bob', 'cli-operator', 'cli-watcher', 'cli-provisioner'])
  expect(modeOf(join(dir, 'seeds'))).toBe(0o700)
  for (const file of seedFiles.values()) expect(modeOf(file)).toBe(0o600)
  expect(readdirSync(join(dir, 'seeds')).sort()).toEqual(
    ['.gitignore', 'alice.nk', 'bob.nk', 'cli-operator.nk', 'cli-provisioner.nk', 'cli-watcher.nk'].sort(),
  )
})

test('what was opened to others is closed again', () => {
  const dir = fresh()
  const file = write(dir).seedFiles.get('bob')!
  chmodSync(file, 0o644)
  chmodSync(join(dir, 'seeds'), 0o755)
  write(dir)
  expect([modeOf(file), modeOf(join(dir, 'seeds'))]).toEqual([0o600, 0o700])
})

test('a second run keeps the seeds and an owner’s changes, and follows the network', () => {
  const dir = fresh()
  const first = write(dir, ['alice', 'bob'])
  const bob = readFileSync(first.seedFiles.get('bob')!, 'utf8')
  writeFileSync(first.serverFile, '# mine\n')
  const second = write(dir, ['bob', 'carol'])
  expect(readFileSync(second.seedFiles.get('bob')!, 'utf8')).toBe(bob)
  expect(readFileSync(second.serverFile, 'utf8')).toBe('# mine\n')
  expect(second.authorization).toContain('{ # carol, member')
  expect(second.authorization).not.toContain('alice')
  expect(readFileSync(second.authorizationFile, 'utf8')).toBe(second.authorization)
})

test('the configuration has public keys and no seed', () => {
  const dir = fresh()
  const { seedFiles, authorization, serverFile } = write(dir)
  const text = authorization + readFileSync(serverFile, 'utf8')
  for (const file of seedFiles.values()) {
    const seed = readFileSync(file, 'utf8').trim()
    expect(text).toContain(`nkey: ${publicKeyOf(seed)}`)
    expect(text).not.toContain(seed)
  }
  expect(text).not.toMatch(/allow_responses|no_auth_user/)
})

test('a seed file that holds something else is an error that names the file and not what is in it', () => {
  const dir = fresh()
  const file = write(dir).seedFiles.get('bob')!
  const spoilt = readFileSync(file, 'utf8').trim().slice(0, -1)
  writeFileSync(file, spoilt)
  const fail = () => write(dir)
  expect(fail).toThrow(/bob\.nk: expected the seed of a user's nkey .*; remove the file to get a new one/)
  expect(fail).not.toThrow(spoilt)
})
