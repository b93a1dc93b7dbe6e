import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { COMMANDS } from '../../packages/runtime/src/cli/table.ts'
import { networkSchema } from '../../packages/runtime/src/network/spec.ts'
import { blocksOf, codeIn, readPage, rowsOf } from './page.ts'
import { parley, workshop } from './program.ts'

// docs/guide/network.md and the table of commands in README.md.

const page = readPage('docs/guide/network.md')

test('the guide has every key of a network file, and no other', () => {
  const shown = rowsOf(page, '# A network file').flatMap(([key]) => codeIn(key!))
  const { agents } = networkSchema.shape
  const agentSchema = (agents as unknown as z.ZodRecord<z.ZodString, z.ZodObject>).valueType
  expect(agentSchema).toBeInstanceOf(z.ZodObject)
  expect(shown.sort()).toEqual([...Object.keys(networkSchema.shape), ...Object.keys(agentSchema.shape)].sort())
})

test("the guide's network is in order, does what it is to do, and stops", async () => {
  using shop = workshop(page)
  const agent = blocksOf(readPage('docs/guide/first-agent.md')).find(({ mark }) => mark === 'file: shortener.ts')!
  writeFileSync(join(shop.dir, 'shortener.ts'), agent.text)
  const place = { cwd: shop.dir, world: `docs-network-${crypto.randomUUID().slice(0, 8)}` }
  await using check = parley(['check', 'network.yaml'], place)
  expect(await check.exited, check.said.err).toBe(0)
  await using up = parley(['up', 'network.yaml', '--json'], place)
  expect(await up.exited, up.said.err).toBe(0)
  const events = up.said.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; agents?: unknown[] })
  expect(events.find(({ event }) => event === 'ready')!.agents).toHaveLength(3)
  expect(up.said.out).toContain('one two three')
  rmSync(join(shop.dir, 'shortener.ts'))
  await using wrong = parley(['check', 'network.yaml'], place)
  expect(await wrong.exited).toBe(1)
  expect(wrong.said.out).toMatch(/^network\.yaml:\d+:\d+: .*shortener\.ts/m)
}, 180_000)

test('README shows no command that is not there', () => {
  const rows = rowsOf(readPage('README.md'), '## Command line').flatMap(([cell]) => codeIn(cell!))
  expect(rows.length).toBeGreaterThanOrEqual(8)
  expect(rows.map((words) => words.split(' ')[1]!).filter((name) => !(name in COMMANDS))).toEqual([])
})
