import { expect, test } from 'vitest'
import { agentRows, choose, draw, type Look, type Picture } from './picture.ts'

const report = (name: string, open: number, done: number, failed = 0) => ({
  ...{ name, instance: `instance-${name}`, version: '1.0.0', world: 'w', pid: 1, startedMs: 0, waiting: 0, running: open },
  ...{ open, done, failed },
})
const holding = (id: string) => ({
  ...{
    id,
    requester: 'alice',
    uuid: `${id}_alice`,
    action: 'say',
    status: 'running' as const,
    ageMs: 2_000,
    target: 'bob',
    instance: 'instance-bob',
  },
  ...{ step: 4, steps: 10 },
})
const look = (atMs: number, done: number): Look => ({
  ...{ atMs, reports: [report('ann', 0, 1, 2), report('bob', 3, done)], holdings: [holding('a-1'), holding('a-2'), holding('a-3')] },
})
const picture: Picture = {
  world: 'w',
  look: look(10_000, 30),
  before: look(8_000, 10),
  sort: 'name',
  chosen: 'a-2_alice',
  rows: 24,
  note: '',
}

test('rates are what ended between two looks, by the second; without a look before there are none', () => {
  expect(agentRows(picture).map(({ rate }) => rate)).toEqual([0, 10])
  expect(agentRows({ ...picture, before: null }).map(({ rate }) => rate)).toEqual([0, 0])
})

test('agents are sorted by what is asked, most first', () => {
  expect(agentRows({ ...picture, sort: 'open' }).map(({ name }) => name)).toEqual(['bob', 'ann'])
  expect(agentRows({ ...picture, sort: 'failed' }).map(({ name }) => name)).toEqual(['ann', 'bob'])
})

test('the picture has the sums, the agents, the interactions with the chosen one marked, and the keys', () => {
  expect(draw(picture)).toEqual([
    'w: 2 agents, 3 open, 10.0/s, 2 failed',
    '',
    'NAME  INSTANCE  UP    OPEN  WAITING  RUNNING  RATE    DONE  FAILED',
    'ann   -ann      10 s     0        0        0  0.0/s      1       2',
    'bob   -bob      10 s     3        0        3  10.0/s    30       0',
    '',
    '   ID   ACTION  FROM   AT        STATUS   FOR  STEP',
    '   a-1  say     alice  bob/-bob  running  2 s  5/10',
    '>  a-2  say     alice  bob/-bob  running  2 s  5/10',
    '   a-3  say     alice  bob/-bob  running  2 s  5/10',
    'sorted by name (s)   choose (up, down)   pause (p)   resume (r)   cancel (c)   leave (q)',
  ])
})

test('what does not fit is counted, and a note stands where the keys stood', () => {
  const lines = draw({ ...picture, rows: 10, note: 'cancel: a-2_alice' })
  expect(lines.at(-2)).toBe('… 2 more')
  expect(lines.at(-1)).toBe('cancel: a-2_alice')
})

test('the choice begins with the first, moves by one, and stays at the ends', () => {
  const { holdings } = picture.look
  expect(choose(holdings, null, 1)).toBe('a-1_alice')
  expect(choose(holdings, 'a-2_alice', 1)).toBe('a-3_alice')
  expect(choose(holdings, 'a-3_alice', 1)).toBe('a-3_alice')
  expect(choose(holdings, 'a-1_alice', -1)).toBe('a-1_alice')
  expect(choose([], 'a-1_alice', 1)).toBe(null)
})
