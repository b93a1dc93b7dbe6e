import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blocksOf, readPage } from './page.ts'
import { commandsOf, parley, workshop } from './program.ts'

// The program of docs/guide/behaviours.md, run as the page tells to.

test('the guide: the oven is drawn, refuses, heats, bakes, and keeps its state', async () => {
  const page = readPage('docs/guide/behaviours.md')
  using shop = workshop(page)
  const place = { cwd: shop.dir, world: `docs-${crypto.randomUUID().slice(0, 8)}` }
  const commands = commandsOf(page, 'examples/first/')
  expect(commands.map(([name]) => name)).toEqual(['behaviour', 'dev', 'send', 'send', 'send'])
  const [draw, dev, tooEarly, heat, bake] = commands as [string[], string[], string[], string[], string[]]
  const done = async (words: string[]) => {
    await using program = parley(words, place)
    const code = await program.exited
    return { code, ...program.said }
  }

  const drawn = await done(draw)
  expect(drawn).toMatchObject({ code: 0, out: blocksOf(page).find(({ mark }) => mark === 'output of behaviour')!.text })

  await using running = parley(dev, place)
  await running.shows(/oven is up \(pid \d+\)/, 30_000)
  expect(await done(tooEarly)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/completed rejected {2}WRONG_STATE: in state cold; bake is taken in hot/),
  })
  expect(await done(heat)).toMatchObject({ code: 0, out: expect.stringMatching(/completed ok {2}state hot/) })
  expect(await done(bake)).toMatchObject({ code: 0, out: expect.stringMatching(/completed ok {2}state hot\n1 fresh\n$/) })
  expect(existsSync(join(shop.dir, '.parley/state', place.world, 'oven.json'))).toBe(true)
  expect(await running.interrupt()).toBe(0)
}, 180_000)
