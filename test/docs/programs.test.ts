import { readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from '@nats-io/transport-node'
import { expect, test } from 'vitest'
import { blocksOf, readPage } from './page.ts'
import { commandsOf, parley, workshop } from './program.ts'

// The programs that README.md and docs/guide/first-agent.md show, run as they tell to.

const worldOf = (name: string) => `docs-${name}-${crypto.randomUUID().slice(0, 8)}`

test("README's first program prints what README says, and leaves when it is done", async () => {
  const page = readPage('README.md')
  using shop = workshop(page)
  await using program = parley(['run', 'main.ts'], { cwd: shop.dir, world: worldOf('readme') })
  expect(await program.exited, program.said.err).toBe(0)
  expect(program.said.out).toBe(blocksOf(page).find(({ mark }) => mark === 'output of main.ts')!.text)
}, 180_000)

test('the program of the guide to streams prints what the guide says', async () => {
  const page = readPage('docs/guide/streams.md')
  using shop = workshop(page)
  await using program = parley(['run', 'main.ts'], { cwd: shop.dir, world: worldOf('streams') })
  expect(await program.exited, program.said.err).toBe(0)
  expect(program.said.out).toBe(blocksOf(page).find(({ mark }) => mark === 'output of main.ts')!.text)
}, 180_000)

test('the guide: the agent runs, answers, is listed, is killed, and its caller hears of it', async () => {
  const page = readPage('docs/guide/first-agent.md')
  using shop = workshop(page)
  const place = { cwd: shop.dir, world: worldOf('guide') }
  const commands = commandsOf(page, 'examples/first/')
  expect(commands.map(([name]) => name)).toEqual(['dev', 'send', 'send', 'run', 'ps', 'send'])
  const [dev, sendGood, sendBad, run, ps, sendLong] = commands as [string[], string[], string[], string[], string[], string[]]
  const done = async (words: string[]) => {
    await using program = parley(words, place)
    const code = await program.exited
    return { code, ...program.said }
  }

  await using running = parley(dev, place)
  await running.shows(/shortener is up \(pid \d+\)/, 30_000)

  const good = await done(sendGood)
  expect(good).toMatchObject({ code: 0, out: expect.stringMatching(/completed ok\n.*one two three\n$/) })
  const bad = await done(sendBad)
  expect(bad).toMatchObject({ code: 1, out: expect.stringMatching(/completed rejected {2}BAD_ARGUMENTS: .*args\.max/) })
  const nobody = await done(['send', 'nobody', 'shorten'])
  expect(nobody).toMatchObject({ code: 1, out: expect.stringContaining('NO_RESPONDERS') })
  expect(await done(run)).toMatchObject({ code: 0, out: 'one two\nto\nbe\nor\n' })

  const listed = await done([...ps, '--json'])
  const [agent, ...others] = listed.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; pid: number })
  expect(agent?.name).toBe('shortener')
  expect(others).toEqual([])
  expect(await microNames(shop.dir)).toContain('shortener')

  await using waiting = parley(sendLong, place)
  await waiting.shows(/sample +take/, 30_000).catch((error: Error) => {
    throw new Error(`${error.message}\nparley dev said: ${running.said.out}${running.said.err}`)
  })
  process.kill(agent!.pid, 'SIGKILL')
  expect(await waiting.exited).toBe(1)
  expect(waiting.said.out).toMatch(/completed disconnected {2}DISCONNECTED: .*is gone/)

  const source = join(shop.dir, 'shortener.ts')
  utimesSync(source, new Date(), new Date())
  await running.shows(/(shortener is up[\s\S]*){2}/, 30_000)
  expect(await done(sendGood)).toMatchObject({ code: 0 })
  expect(await running.interrupt()).toBe(0)
}, 180_000)

/** What `nats micro ls` shows on the broker that `parley dev` has left word of, or found. */
async function microNames(dir: string): Promise<string[]> {
  const nats = await connect({ servers: brokerUrl(dir) })
  try {
    const names: string[] = []
    for await (const answer of await nats.requestMany('$SRV.PING', '', { maxWait: 500 })) names.push(answer.json<{ name: string }>().name)
    return names
  } finally {
    await nats.close()
  }
}

function brokerUrl(dir: string): string {
  try {
    return (JSON.parse(readFileSync(join(dir, '.parley/broker.json'), 'utf8')) as { url: string }).url
  } catch {
    return 'nats://127.0.0.1:4222'
  }
}
