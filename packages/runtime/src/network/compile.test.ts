import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { compile, type SharedFile } from './compile.ts'
import { ORIGIN_BANNER } from './origin.ts'

const dir = mkdtempSync(join(tmpdir(), 'parley-compile-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** A module as the bundler writes one. */
function write(name: string, body: string, { imports = [], exports }: Pick<SharedFile, 'exports'> & { imports?: string[] }): SharedFile {
  const file = join(dir, `${name}.js`)
  writeFileSync(`${file}.map`, '{"version":3,"sources":[],"mappings":""}')
  writeFileSync(file, `${ORIGIN_BANNER}\n${body}\n//# sourceMappingURL=${name}.js.map\n`)
  return { file, imports, exports }
}
const load = ({ file }: SharedFile) => import(/* @vite-ignore */ pathToFileURL(file).href)

test('what is shared gives what it gave, runs once, and is compiled when it runs', async () => {
  const inner = write('inner', 'globalThis.parleyRuns=(globalThis.parleyRuns??0)+1;var a=[1];export{a};', { exports: ['a'] })
  const outer = write(
    'outer',
    [
      'import{a as first}from"./inner.js";import fs,{sep as slash}from"node:path";import*as os from"node:os";',
      'function where(){return new Error().stack}',
      'var lines=[first,fs.sep===slash,os.EOL,`import{x}from "y";`,require("node:path").sep];',
      'export{lines,where as\nplace};',
    ].join('\n'),
    { imports: ['./inner.js', 'node:path', 'node:os'], exports: ['lines', 'place'] },
  )
  await compile([inner, outer], dir)
  for (const { file } of [inner, outer]) expect(existsSync(file.replace(/js$/, 'cjs.bin'))).toBe(true)
  const [{ a }, { lines, place }] = await Promise.all([load(inner), load(outer)])
  expect(lines).toEqual([[1], true, '\n', 'import{x}from "y";', '/'])
  expect(lines[0]).toBe(a)
  expect(place()).toMatch(/outer\.cjs:3:/)
  expect((globalThis as { parleyRuns?: number }).parleyRuns).toBe(1)
})

test('K2: a module that does not look as the bundler says stays one', async () => {
  const other = write('other', 'import{sep}from"node:path";export{sep};', { imports: ['node:os'], exports: ['sep'] })
  const text = readFileSync(other.file, 'utf8')
  await compile([other], dir)
  expect(readFileSync(other.file, 'utf8')).toBe(text)
})

test('K2: when one does not run as a script, all stay modules', async () => {
  const good = write('good', 'var one=1;export{one};', { exports: ['one'] })
  const waiting = write('waiting', 'var two=await 2;export{two};', { exports: ['two'] })
  const texts = [good, waiting].map(({ file }) => readFileSync(file, 'utf8'))
  await compile([good, waiting], dir)
  expect([good, waiting].map(({ file }) => readFileSync(file, 'utf8'))).toEqual(texts)
  expect([(await load(good)).one, (await load(waiting)).two]).toEqual([1, 2])
})
