import { expect, test } from 'vitest'
import { MemoryBroker } from './memory-broker.ts'
import { MemoryBus } from './memory-bus.ts'

const pair = () => {
  const broker = new MemoryBroker()
  const alice = new MemoryBus(broker, 'alice')
  const bob = new MemoryBus(broker, 'bob')
  const heard: string[] = []
  bob.subscribe('a.*', ({ subject }) => heard.push(subject))
  return { broker, alice, bob, heard }
}
const nothing = new Uint8Array(0)

test('a message can be lost or held, by what it is and who sends it', async () => {
  const { broker, alice, bob, heard } = pair()
  broker.intercept(({ subject, from }) => (subject === 'a.lost' ? 'drop' : from === alice && subject === 'a.held' ? 'hold' : 'pass'))
  for (const name of ['a.lost', 'a.held', 'a.free']) alice.publish(name, nothing)
  bob.publish('a.held', nothing)
  await broker.flush()
  expect(heard).toEqual(['a.free', 'a.held'])
  broker.releaseHeld()
  await broker.flush()
  expect(heard).toEqual(['a.free', 'a.held', 'a.held'])
})

test('a client that stands still is present for the broker; what waited comes in order when it goes on', async () => {
  const { broker, alice, bob, heard } = pair()
  const refused: string[] = []
  alice.subscribe('reply', () => refused.push('503'))
  bob.freeze()
  for (const name of ['a.1', 'a.2']) alice.publish(name, nothing, 'reply')
  await broker.flush()
  expect([heard, refused]).toEqual([[], []])
  bob.thaw()
  expect(heard).toEqual(['a.1', 'a.2'])
})

test('a client that is cut off is nobody for the broker, and has missed what was said meanwhile', async () => {
  const { broker, alice, bob, heard } = pair()
  const refused: string[] = []
  alice.subscribe('reply', () => refused.push('503'))
  bob.cut()
  alice.publish('a.1', nothing, 'reply')
  await broker.flush()
  await broker.flush()
  bob.mend()
  alice.publish('a.2', nothing)
  await broker.flush()
  expect([heard, refused]).toEqual([['a.2'], ['503']])
})

test('bytes are copied: what the sender does with them later changes nothing', async () => {
  const { broker, alice, bob } = pair()
  const heard: Uint8Array[] = []
  bob.subscribe('b', ({ data }) => heard.push(data))
  const data = Uint8Array.of(1)
  alice.publish('b', data)
  data[0] = 2
  await broker.flush()
  expect(heard).toEqual([Uint8Array.of(1)])
})
