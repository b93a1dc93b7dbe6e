import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { late } from './late.ts'
import { ORIGIN_BANNER } from './origin.ts'

const dir = mkdtempSync(join(tmpdir(), 'parley-late-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** What a bundle of this code writes. */
async function run(code: string): Promise<{ out: string; lines: Record<string, unknown>[] }> {
  const resolveDir = dirname(fileURLToPath(import.meta.url))
  const stdin = { contents: code, resolveDir, sourcefile: 'agent.mts', loader: 'ts' } as const
  const options = {
    bundle: true,
    write: false as const,
    format: 'esm' as const,
    platform: 'node' as const,
    banner: { js: ORIGIN_BANNER },
    plugins: [late],
  } satisfies BuildOptions
  const { outputFiles } = await build({ ...options, stdin })
  const file = join(dir, 'agent.mjs')
  writeFileSync(file, outputFiles[0]!.text)
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
  return {
    out: stdout,
    lines: stderr
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  }
}

/** What the package loads with itself. */
const LOADED = `process.moduleLoadList.includes('NativeModule worker_threads')`

test('what writes log lines is loaded with the first line, and writes it as if it had been there', async () => {
  const { out, lines } = await run(`
    import { createLog } from '../telemetry/log.ts'
    const log = createLog({ agent: 'bob' }, 'info')
    const before = ${LOADED}
    log.child({ uuid: 'a_b' }).info({ seed: 'hunter2' }, 'here')
    console.log(before, ${LOADED})
  `)
  expect(out).toBe('false true\n')
  expect(lines).toEqual([expect.objectContaining({ agent: 'bob', uuid: 'a_b', msg: 'here', seed: '[Redacted]' })])
})

test('an agent that imports the same package has it at once, with all its names', async () => {
  const { out } = await run(`
    import pino, { levels, stdTimeFunctions } from 'pino'
    console.log(typeof pino, levels.values.info, typeof stdTimeFunctions.isoTime)
  `)
  expect(out).toBe('function 30 function\n')
})
