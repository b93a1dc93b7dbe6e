import { expect, test } from 'vitest'
import { type Holding, named, shortId } from './holdings.ts'

const held = (id: string, target = 'bob'): Holding => ({
  ...{ id, requester: 'alice', uuid: `${id}_alice`, action: 'say', status: 'running', ageMs: 1, target, instance: 'i' },
})
const all = [held('0aaa-1'), held('0aaa-12'), held('0bbb-2'), held('0ccc-3'), held('0ccc-3', 'carol')]

test.each([
  ['0aaa-1_alice', ['0aaa-1']],
  ['0bbb', ['0bbb-2']],
  ['-12', ['0aaa-12']],
  ['aa-1', ['0aaa-1']],
  ['ccc-3', ['0ccc-3', '0ccc-3']],
])('%s names the interaction that it must mean', (part, ids) => {
  expect(named(all, part).map(({ id }) => id)).toEqual(ids)
})

test('a part that may be several is refused with the candidates, and one that is none as not held', () => {
  expect(() => named(all, '0aaa')).toThrow('0aaa may be 0aaa-1_alice, 0aaa-12_alice')
  expect(() => named(all, 'zzz')).toThrow('no agent of the world holds zzz')
})

test('the short form of an id keeps what differs between interactions of one moment', () => {
  expect(shortId('03ha3c6e67rwuef7ed4dsw333-2s')).toBe('w333-2s')
  expect(shortId('mine-1')).toBe('mine-1')
})
