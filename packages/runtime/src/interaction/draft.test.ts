import { buildUuid, idsOf, instanceName, parseUuid, SYSTEM } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { draft, hasDummyRequester, isSystem } from './draft.ts'

const badName = (field: string) => expect.objectContaining({ code: 'BAD_NAME', field })

test('I-1 everything is optional: what nobody has said is created, registered as nothing, without arguments, steps, limit or targets', () => {
  expect(draft()).toEqual({
    ...{ status: 'created', registeredAs: null, id: null, requester: null, uuid: 'system_system', action: null, targets: [null] },
    ...{ content: { args: {}, numSteps: -1 }, callback: null },
  })
})

test('I-1 states, time limit and callback are there as they were given', () => {
  const callback = () => {}
  const { content, callback: kept } = draft({ fromState: 'idle', toState: 'done', timeoutMs: 250, callback })
  expect(content).toEqual({ args: {}, numSteps: -1, fromState: 'idle', toState: 'done', timeoutMs: 250 })
  expect(kept).toBe(callback)
  expect(draft({ volatile: true }).content.volatile).toBe(true)
})

test.each([
  ['', /fromState/],
  ['x'.repeat(129), /fromState/],
  [5, /fromState: got 5, expected the name of a state/],
])('I-1 a state that is %s is refused', (fromState, message) => {
  expect(() => draft({ fromState: fromState as string })).toThrow(message)
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5'])('I-1 a time limit of %s is refused', (timeoutMs) => {
  expect(() => draft({ timeoutMs: timeoutMs as number })).toThrow(/timeoutMs: got .*, expected a number above 0/)
})

describe('I-2 targets are a list', () => {
  test.each([
    ['p', ['p']],
    [
      ['p', 'q'],
      ['p', 'q'],
    ],
    [undefined, [null]],
    [null, [null]],
    [[], [null]],
  ])('%j gives %j', (target, targets) => {
    expect(draft({ ...(target !== undefined && { target }) }).targets).toEqual(targets)
  })

  test('of names, and what is none is named', () => {
    expect(() => draft({ target: ['p', 'Q'] })).toThrow(badName('target[1]'))
  })
})

test('I-3 an id that nobody says is made, and none of 10 000 is made twice, by two instances at once', () => {
  const makers = [1, 2].map((byte) => idsOf(instanceName(0, new Uint8Array(16).fill(byte))))
  const ids = Array.from({ length: 10_000 }, (_, i) => draft({}, makers[i % 2]).id)
  expect(new Set(ids).size).toBe(10_000)
})

test('I-3 eight hex characters are accepted as an id', () => {
  expect(draft({ id: '0a1b2c3d' }, () => 'made').id).toBe('0a1b2c3d')
})

test('I-4 a uuid is {id}_{requester}', () => {
  expect(draft({ id: 'abc12345', requester: 'peer_xyz' }).uuid).toBe('abc12345_peer_xyz')
})

test('I-5 what is null stands for the system in the uuid, by one constant', () => {
  expect([buildUuid(null, null), SYSTEM]).toEqual([`${SYSTEM}_${SYSTEM}`, 'system'])
  expect([draft({ id: 'a', requester: null }).uuid, draft({ requester: 'bob' }).uuid]).toEqual(['a_system', 'system_bob'])
})

test('I-6 the id is what stands before the first underscore, and comes back from every uuid', () => {
  expect(parseUuid('abc_peer_1')).toEqual({ id: 'abc', requester: 'peer_1' })
  for (const [id, requester] of [
    ['a-1', 'x_y_z'],
    ['ABC', 'bob'],
  ] as const)
    expect(parseUuid(draft({ id, requester }).uuid)).toEqual({ id, requester })
})

test.each(['a_b', 'a.b', '', 'x'.repeat(65)])('I-6 the id %j is refused when it is made', (id) => {
  expect(() => draft({ id })).toThrow(badName('id'))
})

describe('I-7 a forced uuid', () => {
  test('is the uuid, and tells the id and the requester', () => {
    expect(draft({ uuid: 'a-1_peer_1' }, () => 'made')).toMatchObject({ uuid: 'a-1_peer_1', id: 'a-1', requester: 'peer_1' })
  })

  test.each(['U', '_bob', 'a_', 'a_Bob', null, 5])('of another form is refused: %j', (uuid) => {
    expect(() => draft({ uuid: uuid as string })).toThrow(badName('uuid'))
  })

  test.each([{ id: 'b' }, { requester: 'carol' }])('that disagrees with %j is refused', (other) => {
    expect(() => draft({ uuid: 'a_bob', ...other })).toThrow(badName('uuid'))
    expect(draft({ uuid: 'a_bob', id: 'a', requester: 'bob' }).uuid).toBe('a_bob')
  })

  test('that is not given is not forced', () => {
    expect(draft({ id: 'a', requester: 'bob' }).uuid).toBe('a_bob')
  })
})

test('I-19 a draft is registered as nothing', () => {
  expect(draft().registeredAs).toBeNull()
})

test.each([
  ['system', true, false],
  [null, false, true],
  ['bob', false, false],
])('I-20 the requester %s: system %s, dummy %s', (requester, system, dummy) => {
  const one = draft({ requester })
  expect([isSystem(one), hasDummyRequester(one)]).toEqual([system, dummy])
})

test.each([
  ['id', { id: 'a' }, 'a', 'b'],
  ['target', { target: 'p' }, 'p', 'q'],
  ['action', { action: 'work' }, 'work', 'play'],
])('I-40 an argument named %s says what the interaction says, or is refused', (name, own, same, other) => {
  expect(draft({ ...own, args: { [name]: same } }).content.args).toEqual({ [name]: same })
  expect(() => draft({ ...own, args: { [name]: other } })).toThrow(
    expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(`args.${name}`) }),
  )
  expect(draft({ args: { [name]: other } }).content.args).toEqual({ [name]: other })
})
