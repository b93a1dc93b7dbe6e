import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { compile, type SharedFile } from './compile.ts'
import { ORIGIN_BANNER } from './origin.ts'

const root = mkdtempSync(join(tmpdir(), 'parley-compile-'))
/** Of one launch. */
function folder(name: string): string {
  mkdirSync(join(root, name))
  return join(root, name)
}
const dir = folder('1')
afterAll(() => rmSync(root, { recursive: true }))

/** A module as the bundler writes one. */
function write(
  name: string,
  body: string,
  { imports = [], exports }: Pick<SharedFile, 'exports'> & { imports?: string[] },
  to = dir,
): SharedFile {
  const file = join(to, `${name}.js`)
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

test('what was compiled is there for the next launch, and of the last one only', async () => {
  const kept = () => readdirSync(join(root, 'compiled'))
  const launch = async (name: string, body: string) => {
    const to = folder(name)
    const file = write('again', body, { exports: ['one'] }, to)
    await compile([file], to)
    return { one: (await load(file)).one, bin: readFileSync(file.file.replace(/js$/, 'cjs.bin')) }
  }
  const first = await launch('2', 'var one=1;export{one};')
  const [was] = kept()
  writeFileSync(join(root, 'compiled', was!, '0.bin'), 'marked')
  const again = await launch('3', 'var one=1;export{one};')
  expect([first.one, again.one, again.bin.toString(), kept()]).toEqual([1, 1, 'marked', [was]])
  expect((await launch('4', 'var one=3;export{one};')).one).toBe(3)
  expect(kept()).toHaveLength(1)
  expect(kept()).not.toEqual([was])
})
