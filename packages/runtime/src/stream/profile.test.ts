import { slotSchema, streamSchema } from '@parley/protocol'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import { contract } from '../agent/contract.ts'
import { processor } from '../agent/processor.ts'
import { slot, stream } from './declare.ts'
import { slotsProfile, streamProfiles } from './profile.ts'

const tensor = { dtype: 'float32', shape: [null, 3], labels: ['r', 'g', 'b'] } as const

test('slots are told in their order, with what they take; required are those that declare no default', () => {
  const { sig } = processor({
    stdin: { image: slot.image(), hint: slot.json({ default: null }), depth: slot.tensor(tensor) },
    stdtar: { label: slot.text() },
    stdout: { caption: slot.text() },
  })
  const slots = slotsProfile(sig.slots)
  expect(slots).toEqual({
    stdin: [
      { name: 'image', required: true, type: 'image' },
      { name: 'hint', required: false, type: 'json' },
      { name: 'depth', required: true, type: 'tensor', ...tensor },
    ],
    stdtar: [{ name: 'label', required: true, type: 'text' }],
    stdout: [{ name: 'caption', required: true, type: 'text' }],
  })
  expect(Object.values(slots).flat()).toEqual(z.array(slotSchema).parse(Object.values(slots).flat()))
})

test('streams are those that are declared, and every output of every processor, in the group of its action', () => {
  const { actions } = contract({
    name: 'eye',
    actions: {
      process: processor({ stdin: {}, stdout: { caption: slot.text(), depth: slot.tensor(tensor) } }),
      mark: processor({ stdin: {}, stdout: { score: slot.json() }, visibility: 'public' }),
      plain: action({ input: z.object({}), yields: z.string() }),
    },
  })
  const all = streamProfiles({
    actions,
    streams: { frames: stream.image(), left: stream.tensor({ ...tensor, group: 'pair', delivery: 'dm' }) },
  })
  expect(all).toEqual([
    { name: 'frames', group: 'frames', delivery: 'ps', visibility: 'world', type: 'image' },
    { name: 'left', group: 'pair', delivery: 'dm', visibility: 'world', type: 'tensor', ...tensor },
    { name: 'caption', group: 'process', delivery: 'ps', visibility: 'world', type: 'text' },
    { name: 'depth', group: 'process', delivery: 'ps', visibility: 'world', type: 'tensor', ...tensor },
    { name: 'score', group: 'mark', delivery: 'ps', visibility: 'public', type: 'json' },
  ])
  expect(all).toEqual(z.array(streamSchema).parse(all))
})

test('an output that is declared as well has the group and the delivery of its declaration', () => {
  const actions = { process: processor({ stdin: {}, stdout: { depth: slot.tensor(tensor) } }) }
  const streams = {
    depth: stream.tensor({ labels: tensor.labels, shape: tensor.shape, dtype: 'float32', group: 'pair', visibility: 'public' }),
  }
  expect(streamProfiles({ actions, streams })).toEqual([
    { name: 'depth', group: 'pair', delivery: 'ps', visibility: 'public', type: 'tensor', ...tensor },
  ])
})

test('a contract whose declared stream and output of one name are not alike is refused', () => {
  const actions = { process: processor({ stdin: {}, stdout: { depth: slot.tensor(tensor) } }) }
  const streams = { depth: stream.tensor({ ...tensor, dtype: 'float64' }) }
  expect(() => contract({ name: 'eye', actions, streams })).toThrow(
    expect.objectContaining({
      code: 'BAD_DEFINITION',
      message: expect.stringMatching(/^contract eye: stream depth: got .*"float32".* as an output of process, expected .*"float64"/),
    }),
  )
})

test('two processors whose outputs of one name are not alike are refused, and one stream if they are', () => {
  const say = (of: typeof slot.text | typeof slot.json) => processor({ stdin: {}, stdout: { said: of() } })
  expect(() => contract({ name: 'eye', actions: { one: say(slot.text), two: say(slot.json) } })).toThrow(
    /said: got \{"type":"json"\} as an output of two, expected \{"type":"text"\}/,
  )
  const { actions } = contract({ name: 'eye', actions: { one: say(slot.text), two: say(slot.text) } })
  expect(streamProfiles({ actions }).map(({ name, group }) => [name, group])).toEqual([['said', 'one']])
})

test('a stream, or an output, does not have the name of an action: that is the stream of what it yields', () => {
  const loud = processor({ stdin: { text: slot.text() }, stdout: { loud: slot.text() } })
  expect(() => streamProfiles({ actions: { loud } })).toThrow('stream loud: an action has that name')
  expect(() => streamProfiles({ streams: { process: stream.text() }, actions: { process: loud } })).toThrow('stream process')
})
