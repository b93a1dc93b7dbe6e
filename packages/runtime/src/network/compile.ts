import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type Metafile, transform } from 'esbuild'
import { ORIGIN_BANNER } from './origin.ts'

/**
 * Compiles once what every process of a network runs: the runtime and its packages. It is half of an agent's start.
 *
 * Node keeps what it compiles of a script, not of a module. So a shared file becomes a script beside it (`.cjs`), in which each line is where it was, and a module
 * that has it run by script.ts and exports what it gives.
 * K1 Only what the worker itself imports is shared: no source of a user's. What such a file exports is never assigned again, for it is handed on by value.
 * K2 A file that does not look as expected stays a module; when one of them does not run as a script, all do.
 */

/** A file that the bundler made: what it imports, as it stands there, and what it exports. */
export interface SharedFile {
  readonly file: string
  readonly imports: readonly string[]
  readonly exports: readonly string[]
}

/** Beside the builds: what was compiled of the last one. */
const KEPT = 'compiled'
const RUNNER = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './script.ts' : './script.js', import.meta.url))
const IMPORT = /(?<=^|[;}])import\s*(?:(?:\*as\s+([\w$]+)|([\w$]+))?\s*,?\s*(\{[^}]*\})?\s*from)?"([^"]+)";/gm
const EXPORT = /export\{([^}]*)\};(?=\s*(?:\/\/#.*)?\s*$)/

/** The files that the worker imports, and those that they import. */
export function sharedOf({ outputs }: Metafile, at: (output: string) => string): SharedFile[] {
  const shared = new Map<string, SharedFile>()
  const add = (output: string) => {
    for (const { path, kind } of outputs[output]!.imports) {
      const inner = outputs[path]
      if (!inner || kind !== 'import-statement' || shared.has(path)) continue
      const imports = inner.imports.filter(({ kind }) => kind === 'import-statement')
      shared.set(path, {
        file: at(path),
        imports: imports.map(({ path, external }) => (external ? path : `./${basename(path)}`)),
        exports: inner.exports,
      })
      add(path)
    }
  }
  const worker = Object.keys(outputs).find((output) => basename(output) === 'worker.js')
  if (worker) add(worker)
  return [...shared.values()]
}

/** Settles when the files are compiled, or as they were. */
export async function compile(files: readonly SharedFile[], outdir: string): Promise<void> {
  const modules = files.map(({ file }) => ({ file, text: readFileSync(file, 'latin1') }))
  const scripts = files.filter((shared, i) => writeScript(shared, modules[i]!.text)).map(({ file }) => file)
  const runner = join(outdir, 'script.js')
  try {
    writeFileSync(runner, (await transform(readFileSync(RUNNER, 'utf8'), { loader: 'ts', format: 'esm', minifyWhitespace: true })).code)
    await onceFor(scripts, join(dirname(outdir), KEPT), () => runInThread(scripts, runner))
  } catch {
    for (const { file, text } of modules) writeFileSync(file, text, 'latin1')
  }
}

/** Whether the module looks as the bundler says. */
function writeScript({ file, imports, exports }: SharedFile, text: string): boolean {
  const taken: string[] = []
  const paths: string[] = []
  const body = text.replace(ORIGIN_BANNER, '').replace(IMPORT, (_, all?: string, byDefault?: string, names?: string, path = '') => {
    const from = `imports[${paths.push(path) - 1}]`
    if (all) taken.push(`const ${all}=${from};`)
    if (byDefault) taken.push(`const ${byDefault}=${from}.default;`)
    if (names) taken.push(`const ${names.replaceAll(/\s+as\s+/g, ':')}=${from};`)
    return ''
  })
  const named = EXPORT.exec(body)?.[1]
    ?.split(',')
    .map((one) => one.trim().split(/\s+as\s+/))
  const outer = named?.map((one) => one.at(-1)!)
  if (!named || !outer || !same(paths, imports) || !same(outer, exports)) return false
  const given = named.map(([inner], i) => `${outer[i]}:${inner}`)
  const script = beside(file, 'cjs')
  writeFileSync(
    script,
    `(function(require,imports){"use strict";${taken.join('')}${body.replace(EXPORT, () => `return{${given}}})`)}`,
    'latin1',
  )
  const module = [
    ORIGIN_BANNER,
    'import{run}from"./script.js"',
    ...paths.map((path, i) => `import*as i${i} from${JSON.stringify(path)}`),
    `export const{${exports}}=run(${JSON.stringify(script)},require,[${paths.map((_, i) => `i${i}`)}])`,
  ]
  writeFileSync(file, module.join(';'))
  return true
}

const same = (some: readonly string[], others: readonly string[]) => [...new Set(some)].sort().join() === [...new Set(others)].sort().join()

/** What was compiled of the same scripts by the same node, in this launch or in one before. Of others nothing is kept. */
async function onceFor(files: readonly string[], dir: string, compileAll: () => Promise<void>): Promise<void> {
  const hash = createHash('sha256').update(process.version + process.arch)
  for (const file of files) hash.update(readFileSync(beside(file, 'cjs')))
  const all = join(dir, hash.digest('hex'))
  if (existsSync(all)) return files.forEach((file, i) => void copyFileSync(join(all, `${i}.bin`), beside(file, 'cjs.bin')))
  await compileAll()
  const made = `${all}.${process.pid}`
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(made, { recursive: true })
  files.forEach((file, i) => void copyFileSync(beside(file, 'cjs.bin'), join(made, `${i}.bin`)))
  renameSync(made, all) // whole, or not there
}

const beside = (file: string, ending: string) => file.replace(/js$/, ending)

/** Each runs once, so that what runs at every start is compiled too: in a thread, where it meets nothing of this process. */
async function runInThread(files: readonly string[], runner: string): Promise<void> {
  const load = (file: string) => `import(${JSON.stringify(pathToFileURL(file))})`
  const code = `Promise.all([${files.map(load)}]).then(()=>${load(runner)}).then(({keep})=>{keep();process.exit()})`
  const thread = new Worker(code, { eval: true, execArgv: [] })
  await new Promise<void>((done, fail) => {
    thread.once('error', fail)
    thread.once('exit', (code) => (code === 0 ? done() : fail(new Error(`ended with code ${code}`))))
  })
}
