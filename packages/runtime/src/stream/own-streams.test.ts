import { ParleyError, parseReference, type Wire } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { action } from '../agent/action.ts'
import { processor } from '../agent/processor.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { Credit } from './credit.ts'
import { slot, stream } from './declare.ts'
import { Flow } from './flow.ts'
import { hashOf } from './known.ts'
import { OwnStreams } from './own-streams.ts'

const turn = () => new Promise((next) => setImmediate(next))

const declared = {
  streams: {
    frames: stream.text(),
    image: stream.text({ group: 'eyes' }),
    depth: stream.json({ group: 'eyes' }),
    pose: stream.json({ group: 'eyes', delivery: 'dm' }),
  },
  actions: {
    process: processor({ stdin: { x: slot.text() }, stdout: { caption: slot.text() } }, () => ({ caption: '' })),
    plain: action({ input: z.object({}) }, () => {}),
  },
}

function setUp() {
  const sent: [string, number, ...Wire[]][] = []
  let refusal: Error | null = null
  const clock = new ManualClock()
  const broadcast: ConstructorParameters<typeof OwnStreams>[3] = (name, { tag, data, instance }) => {
    if (refusal) throw refusal
    expect(instance).toBe('e1')
    sent.push([name, tag, ...data])
  }
  const own = new OwnStreams('eye', declared, 'e1', broadcast, clock)
  const flowed: [string, number, ...Wire[]][] = []
  const flow = new Flow({ clock, send: (name, { tag, data }) => flowed.push([name, tag, ...data]), credit: () => new Credit(100) })
  const refuse = (error: Error | null) => {
    refusal = error
  }
  return { sent, own, flow, flowed, refuse }
}

describe('to whoever subscribes', () => {
  test('I-89 data without an action go without an interaction: their tags only rise, and those of one turn share a message', async () => {
    const { own, sent } = setUp()
    for (const value of ['a', 'b']) own.publish('frames', value)
    await turn()
    own.publish('frames', 'c')
    await turn()
    expect(sent).toEqual([
      ['frames', 0, 'a', 'b'],
      ['frames', 2, 'c'],
    ])
  })

  test('streams of one group and one delivery go out together', async () => {
    const { own, sent } = setUp()
    own.publish('image', 'a')
    await turn()
    expect(sent).toEqual([])
    own.publish('depth', [1])
    await turn()
    expect(sent).toEqual([
      ['image', 0, 'a'],
      ['depth', 0, [1]],
    ])
  })

  test('what does not fit its stream is refused with its name, and changes nothing', async () => {
    const { own, sent } = setUp()
    expect(() => own.publish('frames', 5)).toThrow(
      expect.objectContaining({ code: 'BAD_SAMPLE', message: expect.stringContaining('eye:frames') }),
    )
    expect(() => own.publish('nothing', 5)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_STREAM', message: expect.stringContaining('frames, image, depth, pose, caption') }),
    )
    own.publish('frames', 'a')
    await turn()
    expect(sent).toEqual([['frames', 0, 'a']])
  })

  test('what the broker does not take is told once, to the next write; then the stream goes on, and its tags show the gap', async () => {
    const { own, sent, refuse } = setUp()
    refuse(new ParleyError('BUFFER_FULL', 'the broker is away'))
    own.publish('frames', 'lost')
    await turn()
    refuse(null)
    expect(() => own.publish('frames', 'told')).toThrow('the broker is away')
    own.publish('frames', 'a')
    await turn()
    expect(sent).toEqual([['frames', 1, 'a']])
  })

  test('a group of which one message was refused stays in step', async () => {
    const { own, sent, refuse } = setUp()
    refuse(new ParleyError('BUFFER_FULL', 'away'))
    let told = 0
    const put = (name: string, value: Wire) => {
      try {
        own.publish(name, value)
      } catch {
        told++
        own.publish(name, value)
      }
    }
    for (let i = 0; i < 100; i++) {
      put('image', 'x'.repeat(8_000)) // its messages are full before those of the other
      put('depth', i)
    }
    expect(told).toBeGreaterThan(1)
    await turn()
    refuse(null)
    expect(() => own.publish('image', 'told')).toThrow('away')
    own.publish('image', 'last')
    own.publish('depth', 'last')
    await turn()
    expect(sent.map(([name, tag]) => [name, tag])).toEqual([
      ['image', 100],
      ['depth', 100],
    ])
  })
})

describe('to the recipient of an interaction', () => {
  test('each flow counts for itself', async () => {
    const { own, flow, flowed, sent } = setUp()
    own.publish('frames', 'a')
    void own.send(flow, 'frames', 'b')
    await turn()
    expect([sent, flowed]).toEqual([[['frames', 0, 'a']], [['frames', 0, 'b']]])
  })

  test('a group of another delivery is another group', async () => {
    const { own, flow, flowed } = setUp()
    void own.send(flow, 'pose', [1, 2])
    await turn()
    expect(flowed).toEqual([['pose', 0, [1, 2]]])
  })
})

test.each([
  ['eye:frames', ['frames']],
  ['frames', ['frames']],
  ['eyes', ['image', 'depth', 'pose']],
  ['eye::ps:eyes', ['image', 'depth']],
  ['eye::dm:eyes', ['pose']],
  ['process', ['caption']],
  ['eye:eyes', []],
  ['eye::dm:frames', []],
  ['nothing', []],
])('I-71 %s means %j, in the order of their declaration', (reference, names) => {
  const { own } = setUp()
  expect(own.find(parseReference(reference, 'x')).map(hashOf)).toEqual(names.map((name) => `eye:${name}`))
})

test('what is declared for everybody goes to everybody; an output that is not goes to whom it is for', () => {
  const { own } = setUp()
  expect(['frames', 'pose', 'caption', 'nothing'].map((name) => own.isBroadcast(name))).toEqual([true, false, false, false])
})
