import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { installedCommands } from './installed.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-installed-'))
afterAll(() => rmSync(root, { recursive: true }))

function project(exports: object, code?: string): string {
  const dir = mkdtempSync(join(root, 'project-'))
  const agents = join(dir, 'node_modules/@parley/agents')
  mkdirSync(agents, { recursive: true })
  writeFileSync(join(agents, 'package.json'), JSON.stringify({ name: '@parley/agents', type: 'module', exports }))
  if (code) writeFileSync(join(agents, 'commands.js'), code)
  return dir
}

test('commands of an installed package are found, and nothing else that it exports', async () => {
  const code = `export const commands = [{ kind: 'parley.command', name: 'talk' }, { name: 'no command' }]`
  for (const target of ['./commands.js', { default: './commands.js' }, { '@parley/source': './commands.js', default: './dist/none.js' }])
    expect(await installedCommands(project({ './commands': target }, code))).toEqual([{ kind: 'parley.command', name: 'talk' }])
})

test('a package without commands, or one that was not built, brings none', async () => {
  expect(await installedCommands(project({ '.': './index.js' }))).toEqual([])
  expect(await installedCommands(project({ './commands': { default: './dist/commands.js' } }))).toEqual([])
})
