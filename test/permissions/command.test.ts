import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

// The command line as people use it: one terminal keeps a secured network up, others look at it.

const PARLEY = fileURLToPath(new URL('../../packages/runtime/bin/parley.mjs', import.meta.url))
const AGENTS = fileURLToPath(new URL('../network/agents/', import.meta.url))
const cwd = mkdtempSync(join(tmpdir(), 'parley-secure-'))
const NONE = { NATS_URL: '', NATS_NKEY: '', NATS_CREDS: '', PARLEY_WORLD: '' }
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(cwd, { recursive: true })
})

writeFileSync(
  join(cwd, 'network.yaml'),
  `world: hall\nagents:\n  greeter: { module: ${AGENTS}greeter.ts, config: { lang: en } }\n  asker: { module: "${AGENTS}asker.ts#asker" }\n`,
)

async function parley(words: string[], env: NodeJS.ProcessEnv = {}) {
  const run = promisify(execFile)(process.execPath, [PARLEY, ...words], { cwd, env: { ...process.env, ...NONE, ...env } })
  const {
    stdout,
    stderr,
    code = 0,
  } = (await run.catch((error: { stdout: string; stderr: string; code: number }) => error)) as {
    stdout: string
    stderr: string
    code?: number
  }
  return {
    code,
    stdout,
    stderr,
    objects: () =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

/** Keeps running; `line` resolves with the first line that matches. */
function parleyStays(words: string[]) {
  const child = spawn(process.execPath, [PARLEY, ...words], { cwd, env: { ...process.env, ...NONE }, stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  return {
    async line(pattern: RegExp): Promise<string> {
      for (let next = await lines.next(); !next.done; next = await lines.next()) if (pattern.test(next.value)) return next.value
      throw new Error(`it ended with ${await ended} before ${pattern}`)
    },
    async stop(): Promise<number | null> {
      child.kill('SIGINT')
      return ended
    },
  }
}

const seeds = join(cwd, '.parley/permissions/hall/seeds')
const seedOf = (name: string) => join(seeds, `${name}.nk`)

test('parley permissions writes keys and configuration, says where, and never shows a seed', async () => {
  const first = await parley(['permissions', 'network.yaml'])
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('.parley/permissions/hall/seeds/greeter.nk') })
  const kept = readdirSync(seeds).map((name) => readFileSync(join(seeds, name), 'utf8'))
  const second = await parley(['permissions', 'network.yaml', '--json'])
  expect(second.objects()).toContainEqual({ name: 'cli-watcher', world: 'hall', nkeySeedFile: seedOf('cli-watcher') })
  expect(readdirSync(seeds).map((name) => readFileSync(join(seeds, name), 'utf8'))).toEqual(kept)
  expect([first.stdout, first.stderr, second.stdout, second.stderr].join()).not.toMatch(/S[A-Z2-7]{57}/)
  expect(await parley(['permissions', 'none.yaml'])).toMatchObject({ code: 1, stderr: expect.stringContaining('BAD_NETWORK') })
})

test('up --secure keeps a network up that other terminals reach by broker.json, watchers by their key, and nobody without one', async () => {
  const up = parleyStays(['up', 'network.yaml', '--secure'])
  expect(await up.line(/micro ls/)).toContain(`--nkey .parley/permissions/hall/seeds/cli-operator.nk micro ls`)

  const ps = await parley(['ps', '--json'])
  expect(ps.objects().map(({ name }) => name)).toEqual(['asker', 'greeter'])
  expect(await parley(['send', 'asker', 'ask', 'name=Ada'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/Hello Ada\s*$/) })

  const watcher = parleyStays(['watch', '--json', '--nkey', seedOf('cli-watcher'), '--to', 'greeter'])
  const seen = watcher.line(/completed/)
  const asAgent = async () => parley(['send', 'greeter', 'greet', 'name=Bob', '--nkey', seedOf('asker')])
  // A watcher says nothing, not even that it listens now: ask until it has seen one.
  let isSeen = false
  void seen.finally(() => {
    isSeen = true
  })
  while (!isSeen) expect(await asAgent()).toMatchObject({ code: 0, stdout: expect.stringMatching(/Hello Bob\s*$/) })
  expect(JSON.parse(await seen)).toMatchObject({ uuid: expect.stringMatching(/_asker$/), target: 'greeter', status: 'completed' })
  expect(await watcher.stop()).toBe(0)

  const { url } = JSON.parse(readFileSync(join(cwd, '.parley/broker.json'), 'utf8')) as { url: string }
  expect(await parley(['ps', '--nats', url])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/FORBIDDEN: .*does not let this identity in/),
  })
  const byEnvironment = await parley(['ps', '--json', '--world', 'hall'], { NATS_URL: url, NATS_NKEY: seedOf('cli-operator') })
  expect(byEnvironment.objects()).toHaveLength(2)
  expect(await up.stop()).toBe(0)
})
