import { expect, test } from 'vitest'
import { aRequest } from '../testing/message.ts'
import { SentInteraction } from './sent.ts'
import { toCodeStr, toStr } from './text.ts'

const one = () => new SentInteraction(aRequest({ args: { text: 'two\nlines', image: Uint8Array.of(1, 2) }, numSteps: 5 }), ['bob', 'carol'])

test('I-42 one line tells who asks whom for what, and where it stands', () => {
  const sent = one()
  expect(toCodeStr(sent)).toBe('alice -> bob,carol work(text="two\\nlines", image={"$base64":"AQI="}) of 5 steps created')
  sent.become('completed')
  sent.ending = { reason: 'timeout' }
  expect(toCodeStr(sent)).toMatch(/ completed timeout$/)
  expect(toCodeStr({ ...sent, uuid: sent.uuid, request: aRequest(), reason: null, targets: [] })).toMatch(
    /^alice -> {2}work\(\) completed$/,
  )
})

test('I-42 with the id, the line begins with the uuid', () => {
  expect(toCodeStr(one(), { id: true })).toBe(`a-1_alice ${toCodeStr(one())}`)
})

test('I-42 with tags, each target shows its own', () => {
  const sent = one()
  sent.target('bob')!.recordTags({ out: 1, log: 4 })
  sent.target('bob')!.recordTags({ out: 3 })
  expect(toCodeStr(sent, { tags: true })).toContain('alice -> bob{"out":[1,3],"log":[4]},carol{} ')
})

test.each([null, 'text', 5, ['a', 'b'], { long: 'x'.repeat(5_000) }])(
  'I-42 the line is one, and short, whatever the arguments: %j',
  (args) => {
    const line = toCodeStr(new SentInteraction(aRequest({ args }), ['bob']))
    expect(line).not.toContain('\n')
    expect(line.length).toBeLessThan(300)
  },
)

test('I-42 as JSON it is who asked, with what, when and under which name, and parses back', () => {
  const { requester, createdAt, args } = one().request
  expect(JSON.parse(toStr(one()))).toEqual({
    ...{ requester, createdAt, uuid: 'a-1_alice' },
    args: { ...(args as object), image: { $base64: 'AQI=' } },
  })
})

test('I-52 tags add up in order, by stream, and what is told again counts once', () => {
  const bob = one().target('bob')!
  for (const tags of [{ out: 1 }, { out: 4, log: 0 }, { out: 4 }, { out: 9 }]) bob.recordTags(tags)
  expect(bob.tags).toEqual({ out: [1, 4, 9], log: [0] })
})
