import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildFailure, build, formatMessages } from 'esbuild'
import { compile, sharedOf } from './compile.ts'
import { externals } from './externals.ts'
import { late } from './late.ts'
import { ORIGIN_BANNER, ORIGIN_DEFINES, origin } from './origin.ts'
import { BadNetworkError } from './spec.ts'

/** Parley itself runs from source, then its agents do too: this very file tells. */
const FROM_SOURCE = import.meta.url.endsWith('.ts')
const WORKER = fileURLToPath(new URL(FROM_SOURCE ? '../worker.ts' : '../worker.js', import.meta.url))

/** Every process reads and keeps the text of its bundle. Names stay, for stack traces; lines stay short, for node shows the one that threw. */
const SMALL = { minifyWhitespace: true, minifySyntax: true, legalComments: 'none', lineLimit: 160 } as const

export interface BundleOptions {
  /** The folder that packages are looked up from. */
  readonly base: string
  /** Where `build/` is made: the `.parley` folder. */
  readonly dir: string
}

export interface Bundle {
  /** What a child process runs. */
  readonly workerFile: string
  /** The address of each entry's bundle, to be imported by the worker. */
  readonly urls: ReadonlyMap<string, string>
  /** The source files that went in, absolute, without those of packages: what to watch. */
  readonly inputs: readonly string[]
  /** Compiles what all processes share, once for all of them: worth it before several of them start, or one that is waited for. */
  compile(): Promise<void>
  remove(): void
}

let builds = 0

/**
 * Bundles all entries (absolute paths or packages) and the worker in one go: what they share is there once, and node starts it several times faster than source.
 * Throws BAD_NETWORK with every build error at its file, line and column.
 */
export async function bundle(entries: readonly string[], { base, dir }: BundleOptions): Promise<Bundle> {
  const root = join(dir, 'build')
  removeDead(root)
  const outdir = join(root, `${process.pid}-${++builds}`)
  const distinct = [...new Set(entries)]
  const result = await build({
    entryPoints: [{ in: WORKER, out: 'worker' }, ...distinct.map((entry, i) => ({ in: entry, out: `agent-${i}` }))],
    outdir,
    absWorkingDir: base,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    ...SMALL,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    conditions: FROM_SOURCE ? ['@parley/source', 'module'] : ['module'],
    define: ORIGIN_DEFINES,
    banner: { js: ORIGIN_BANNER },
    plugins: [late, externals, origin],
  }).catch(async (error: BuildFailure) => {
    rmSync(outdir, { recursive: true, force: true })
    throw new BadNetworkError(error.errors ? await explain(error) : [String(error)])
  })
  writeFileSync(join(outdir, 'package.json'), '{"type":"module"}') // node would try each file as a script first
  return {
    workerFile: join(outdir, 'worker.js'),
    urls: new Map(distinct.map((entry, i) => [entry, pathToFileURL(join(outdir, `agent-${i}.js`)).href])),
    inputs: Object.keys(result.metafile.inputs)
      .filter((file) => !file.includes('node_modules/'))
      .map((file) => resolve(base, file)),
    compile: () =>
      compile(
        sharedOf(result.metafile, (output) => resolve(base, output)),
        outdir,
      ),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  }
}

async function explain({ errors }: BuildFailure): Promise<string[]> {
  const plain = await formatMessages(errors, { kind: 'error', color: false })
  return errors.map(({ location, text }, i) =>
    location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : plain[i]!.trim(),
  )
}

/** Builds of processes that are gone: one that was killed could not clean up. */
function removeDead(root: string): void {
  if (!existsSync(root)) return
  for (const name of readdirSync(root)) {
    const pid = Number(name.split('-')[0])
    try {
      if (pid) process.kill(pid, 0)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') rmSync(join(root, name), { recursive: true, force: true })
    }
  }
}
