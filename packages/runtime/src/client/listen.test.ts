import { expect, test } from 'vitest'
import { defineAgent } from '../agent/definition.ts'
import { stream } from '../stream/declare.ts'
import { testWorld } from '../testing/world.ts'
import type { Heard } from './listen.ts'

const station = defineAgent({
  name: 'station',
  actions: {},
  streams: { wind: stream.json({ group: 'air' }), rain: stream.json({ group: 'air' }), note: stream.text({ delivery: 'dm' }) },
})

async function take(loop: AsyncIterable<Heard>, count: number): Promise<Heard[]> {
  const heard: Heard[] = []
  for await (const one of loop) if (heard.push(one) === count) break
  return heard
}

test('a client hears a stream of somebody else, from its first tag on, until it leaves the loop', async () => {
  await using world = await testWorld()
  const speaker = await world.client({ name: 'speaker', streams: { words: stream.text() } })
  const ear = await world.client()
  const heard = take(ear.listen('speaker:words'), 2)
  const speaking = setInterval(() => speaker.publish('words', 'hello'), 5)
  const [first, second] = await heard
  clearInterval(speaking)
  expect(first).toEqual({ stream: 'speaker:words', tag: expect.any(Number), value: 'hello', missed: 0 })
  expect(second).toEqual({ ...first, tag: first!.tag + 1 })
})

test('a group is all of its streams', async () => {
  await using world = await testWorld()
  const speaker = await world.client({ name: 'speaker', streams: { a: stream.text({ group: 'both' }), b: stream.text({ group: 'both' }) } })
  const ear = await world.client()
  const heard = take(ear.listen('speaker::ps:both'), 2)
  const speaking = setInterval(() => {
    speaker.publish('a', 'x')
    speaker.publish('b', 'y')
  }, 5)
  expect((await heard).map((one) => [one.stream, one.value])).toEqual([
    ['speaker:a', 'x'],
    ['speaker:b', 'y'],
  ])
  clearInterval(speaking)
})

test.each([
  ['station:moon', 'UNKNOWN_STREAM'],
  ['nobody:words', 'NO_RESPONDERS'],
  ['station:note', 'UNKNOWN_STREAM'],
  ['a:b:c', 'BAD_NAME'],
])('what cannot be heard is thrown into the loop: %s', async (reference, code) => {
  await using world = await testWorld()
  await world.agent(station)
  await expect(take((await world.client()).listen(reference), 1)).rejects.toMatchObject({ code })
})

test('a loop that is busy with what it hears lets the event loop turn: its socket is read all the same', async () => {
  await using world = await testWorld()
  const speaker = await world.client({ name: 'speaker', streams: { words: stream.text() } })
  const ear = await world.client()
  let turned = false
  let read = 0
  const speaking = setInterval(() => {
    for (let i = 0; i < 1_000; i++) speaker.publish('words', 'hello')
  }, 5)
  for await (const _ of ear.listen('speaker:words')) {
    clearInterval(speaking)
    if (read++ === 0) setImmediate(() => (turned = true))
    for (const untilMs = performance.now() + 1; performance.now() < untilMs; );
    if (turned || read === 1_000) break
  }
  expect([turned, read < 1_000]).toEqual([true, true])
})

test('a loop that is slower than its stream is told what it missed', async () => {
  await using world = await testWorld()
  const speaker = await world.client({ name: 'speaker', streams: { words: stream.text() } })
  const loop = (await world.client()).listen('speaker:words')[Symbol.asyncIterator]()
  const first = loop.next()
  const speaking = setInterval(() => speaker.publish('words', 'begin'), 5)
  const { tag } = (await first).value as Heard
  clearInterval(speaking)
  for (let i = 0; i < 3_000; i++) speaker.publish('words', `${i}`)
  let last = tag
  let missed = 0
  while (missed === 0) {
    const { value } = (await loop.next()) as { value: Heard }
    expect(value.tag).toBe(last + 1 + value.missed)
    last = value.tag
    missed += value.missed
    if (last > 1_000 && missed === 0) speaker.publish('words', 'again')
  }
  await loop.return?.()
})
