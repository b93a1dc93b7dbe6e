import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { expectNobodyIn, folder, Parley } from './parley.ts'

/** A project with an agent that says a word out of another file. */
function project(path: string) {
  mkdirSync(join(path, 'node_modules'))
  for (const name of ['@parley', 'zod'])
    symlinkSync(fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url)), join(path, 'node_modules', name))
  const say = (code: string) => writeFileSync(join(path, 'word.ts'), code)
  say(`export const word: string = 'one'`)
  writeFileSync(
    join(path, 'speaker.ts'),
    `import { action, defineAgent } from '@parley/runtime'
     import * as z from 'zod'
     import { word } from './word.ts'
     const exit = action({ input: z.object({}) }, () => process.exit(4))
     export const speaker = defineAgent({ name: 'speaker', actions: { say: action({ input: z.object({}), output: z.string() }, () => word), exit } })`,
  )
  return { say }
}

test('dev runs the agent of a file, reloads it when an import changes, and survives what is wrong', async () => {
  using dir = folder()
  const { say } = project(dir.path)
  await using dev = new Parley(dir.path, ['dev', 'speaker.ts'])
  const word = async () => (await Parley.run(dir.path, ['send', 'speaker', 'say', '--json'])).objects.at(-1)!.result
  const isUp = (times: number) => dev.line('speaker is up', dev.out, times)
  await isUp(1)
  expect(await word()).toBe('one')
  say(`export const word = 'two'`)
  await isUp(2)
  expect(await word()).toBe('two')

  say(`export const word = 'three`)
  await dev.line('BAD_NETWORK: word.ts:1:27: Unterminated string literal', dev.err)
  expect(await word()).toBe('two')
  say(`throw new Error('no words left'); export const word = ''`)
  await dev.line('START_FAILED: no words left', dev.err)
  expect(await word()).toBe('two')

  say(`export const word = 'four'`)
  await isUp(3)
  expect(await word()).toBe('four')

  await using send = new Parley(dir.path, ['send', 'speaker', 'exit'])
  await dev.line('ended with code 4', dev.err)
  await send[Symbol.asyncDispose]()
  say(`export const word = 'five'`)
  await isUp(4)
  expect(await word()).toBe('five')

  dev.signal('SIGINT')
  expect((await dev.end()).code).toBe(0)
  await expectNobodyIn(dir.path)
})

test('of several agents in a file one is named', async () => {
  using dir = folder()
  project(dir.path)
  const two = `import { defineAgent } from '@parley/runtime'
    export const a = defineAgent({ name: 'a', actions: {} }), b = defineAgent({ name: 'b', actions: {} })`
  writeFileSync(join(dir.path, 'two.ts'), two)
  await using unnamed = new Parley(dir.path, ['dev', 'two.ts'])
  await unnamed.line('BAD_USAGE: two.ts exports several agents: two.ts#a, two.ts#b', unnamed.err)
  await using named = new Parley(dir.path, ['dev', 'two.ts#b', '--json'])
  expect(await named.object('"ready"')).toMatchObject({ agents: [{ name: 'b' }] })
})
