import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { bundle } from '../../packages/runtime/src/network/bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-bundle-'))
afterAll(() => rmSync(root, { recursive: true }))
const options = { base: root, dir: join(root, '.parley') }

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

async function load(entry: string): Promise<Record<string, unknown> & { default?: unknown }> {
  const built = await bundle([entry], options)
  return import(/* @vite-ignore */ built.urls.get(entry)!)
}

write({
  'node_modules/dual/package.json': '{ "name": "dual", "exports": { "import": "./es.mjs", "require": "./cjs.cjs" } }',
  'node_modules/dual/es.mjs': 'export const kind = "import"; export const where = import.meta.url',
  'node_modules/dual/cjs.cjs': 'exports.kind = "require"',
  'node_modules/old/package.json': '{ "name": "old", "main": "./lib/index.js" }',
  'node_modules/old/lib/index.js': 'exports.folder = __dirname; exports.dual = require("dual").kind; exports.os = require("os").EOL',
  'node_modules/packaged/package.json': '{ "name": "packaged", "type": "module", "exports": { "./agent": "./agent.js" } }',
  'node_modules/packaged/agent.js': 'import { kind } from "dual"; export default { name: "packaged", kind }',
  'library/package.json': '{ "name": "library", "type": "module", "exports": "./index.ts" }',
  'library/index.ts': 'export const library: string = import.meta.url',
})
symlinkSync(join(root, 'library'), join(root, 'node_modules/library'))
const zod = dirname(createRequire(new URL('../package.json', import.meta.url)).resolve('zod/package.json'))
symlinkSync(zod, join(root, 'node_modules/zod'))

test('other packages stay where they are installed, by import and by require alike', async () => {
  write({
    'uses.ts': `
      import { createRequire } from 'node:module'
      import { kind, where } from 'dual'
      import * as old from 'old'
      const require = createRequire(import.meta.url)
      export { kind, where }
      export const { folder, dual } = old
      export const required = require('dual').kind
      export const lazily = async () => (await import('dual')).kind`,
  })
  const uses = await load(join(root, 'uses.ts'))
  expect(uses).toMatchObject({
    kind: 'import',
    where: pathToFileURL(join(root, 'node_modules/dual/es.mjs')).href,
    folder: join(root, 'node_modules/old/lib'),
    dual: 'require',
    required: 'require',
  })
  expect(await (uses.lazily as () => Promise<string>)()).toBe('import')
})

test('a source file knows where it lies, in a module of its own, in CommonJS and in a workspace package', async () => {
  write({
    'place.ts': `#!/usr/bin/env node
export { library } from 'library'
export { shared } from './deep/shared.ts'
export const url = import.meta.url
export const text = "import.meta.url"`,
    'deep/shared.ts': 'export const shared = import.meta.dirname',
    'place.cjs': 'module.exports = { file: __filename, kind: require("dual").kind }',
  })
  expect(await load(join(root, 'place.ts'))).toMatchObject({
    library: pathToFileURL(join(root, 'library/index.ts')).href,
    shared: join(root, 'deep'),
    url: pathToFileURL(join(root, 'place.ts')).href,
    text: 'import.meta.url',
  })
  expect((await load(join(root, 'place.cjs'))).default).toEqual({ file: join(root, 'place.cjs'), kind: 'require' })
})

test('an agent may be a package, and its packages stay where they are too', async () => {
  expect((await load('packaged/agent')).default).toEqual({ name: 'packaged', kind: 'import' })
})

test('what two entries import is there once, schemas included', async () => {
  write({
    'schema.ts': 'import * as z from "zod"; export const schema = z.object({ a: z.string() })',
    'one.ts': 'export { schema } from "./schema.ts"',
    'two.ts': 'export { schema } from "./schema.ts"',
  })
  const entries = [join(root, 'one.ts'), join(root, 'two.ts')]
  const built = await bundle([...entries, entries[0]!], options)
  const [one, two] = await Promise.all(entries.map((entry) => import(/* @vite-ignore */ built.urls.get(entry)!)))
  expect(one.schema).toBe(two.schema)
  expect(built.urls.size).toBe(2)
  expect(built.inputs.filter((file) => file.startsWith(root)).sort()).toEqual(
    ['one.ts', 'schema.ts', 'two.ts'].map((file) => join(root, file)),
  )
})

test('build errors are told with file, line and column, all of them', async () => {
  write({ 'bad.ts': 'import "./missing.ts"\nimport "no-such-package"\n' })
  await expect(bundle([join(root, 'bad.ts')], options)).rejects.toMatchObject({
    code: 'BAD_NETWORK',
    problems: [expect.stringMatching(/^bad\.ts:1:8: .*missing\.ts/), expect.stringMatching(/^bad\.ts:2:8: .*no-such-package/)],
  })
})

test('the builds of processes that are gone are cleaned up, those of living ones stay', async () => {
  const builds = join(root, '.parley/build')
  const dead = `${2 ** 22 + 1}-1`
  mkdirSync(join(builds, dead), { recursive: true })
  mkdirSync(join(builds, `${process.ppid}-1`))
  const built = await bundle([], options)
  const names = readdirSync(builds)
  expect(names).toContain(`${process.ppid}-1`)
  expect(names).not.toContain(dead)
  built.remove()
  expect(readdirSync(builds)).toHaveLength(names.length - 1)
})
