import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BadNameError } from './names.ts'
import { claimStreamOf, parseSubject, shardOf, subjectsOf, WORK_SHARDS } from './subjects.ts'

const s = subjectsOf('w')

/** Every room: how it is built, from which tokens, and what it reads. `any` names the tokens that may be `_`. */
const ROOMS: readonly { build: (...tokens: string[]) => string; fields: string[]; reads: string; any?: string[]; room: object }[] = [
  { build: s.interaction, fields: ['target', 'requester'], reads: 'parley.w.interaction.t0.t1', room: { room: 'interaction' } },
  {
    build: s.status,
    fields: ['requester', 'requesterInstance', 'id', 'target'],
    any: ['requesterInstance', 'id'],
    reads: 'parley.w.status.t0.t1.t2.t3',
    room: { room: 'status' },
  },
  {
    build: s.control,
    fields: ['target', 'targetInstance', 'sender'],
    any: ['targetInstance'],
    reads: 'parley.w.control.t0.t1.t2',
    room: { room: 'control' },
  },
  {
    build: s.stream,
    fields: ['owner', 'stream', 'recipient', 'recipientInstance', 'id'],
    any: ['recipient', 'recipientInstance', 'id'],
    reads: 'parley.w.stream.t0.t1.t2.t3.t4',
    room: { room: 'stream' },
  },
  { build: s.presence, fields: ['agent', 'instance'], reads: 'parley.w.presence.t0.t1', room: { room: 'presence' } },
  {
    build: s.workRequest,
    fields: ['target', 'requester', 'id'],
    reads: `parley.w.work.${shardOf('t0')}.t0.request.t1.t2`,
    room: { room: 'work', kind: 'request', shard: shardOf('t0') },
  },
  {
    build: s.workSignal,
    fields: ['target', 'requester', 'id', 'sender'],
    reads: `parley.w.work.${shardOf('t0')}.t0.signal.t1.t2.t3`,
    room: { room: 'work', kind: 'signal', shard: shardOf('t0') },
  },
  {
    build: (target, requester, id) => s.journal(target!, requester!, id!, 7),
    fields: ['target', 'requester', 'id'],
    reads: 'parley.w.journal.t0.t1.t2.7',
    room: { room: 'journal', n: 7 },
  },
  {
    build: (recipient, owner, key) => s.claim(recipient!, owner!, key!, 7),
    fields: ['recipient', 'owner', 'key'],
    any: ['recipient'],
    reads: 'parley.w.claim.t0.t1.t2.7',
    room: { room: 'claim', n: 7 },
  },
  { build: s.record, fields: ['requester', 'id', 'target'], reads: 'parley.w.record.t0.t1.t2', room: { room: 'record' } },
  { build: s.recorded, fields: ['requester', 'id', 'target'], reads: 'parley.w.recorded.t0.t1.t2', room: { room: 'recorded' } },
]

const INJECTED = ['', 'a.b', 'a b', '>', 'a*', '*.>', 'a\n', 'é', '__', '$JS', 'x'.repeat(65)]

describe.each(ROOMS)('$reads', ({ build, fields, reads, any = [], room }) => {
  const tokens = fields.map((_, i) => `t${i}`)
  const withToken = (field: string, token: string) => build(...tokens.map((t, i) => (fields[i] === field ? token : t)))
  const named = Object.fromEntries(fields.map((field, i) => [field, tokens[i]]))

  test('is built and taken apart again', () => {
    expect(build(...tokens)).toBe(reads)
    expect(parseSubject(reads)).toEqual({ world: 'w', ...room, ...named })
  })

  test.each(fields)('takes no injected %s', (field) => {
    for (const token of INJECTED) {
      expect(() => withToken(field, token)).toThrow(BadNameError)
      expect(() => withToken(field, token)).toThrow(new RegExp(`^${field}: `))
    }
    expect(() => withToken(field, undefined as unknown as string)).toThrow(BadNameError)
  })

  test.each(fields)('takes _ for the %s only where the table allows it', (field) => {
    if (any.includes(field)) expect(parseSubject(withToken(field, '_'))).toEqual({ world: 'w', ...room, ...named, [field]: '_' })
    else {
      expect(() => withToken(field, '_')).toThrow(BadNameError)
      expect(parseSubject(reads.replace(`t${fields.indexOf(field)}`, '_'))).toBeNull()
    }
  })

  test('is not read with a token more, less, or empty', () => {
    expect(parseSubject(`${reads}.x`)).toBeNull()
    expect(parseSubject(`${reads}.`)).toBeNull()
    expect(parseSubject(reads.slice(0, reads.lastIndexOf('.')))).toBeNull()
    expect(parseSubject(reads.replace('.t0', '.'))).toBeNull()
  })

  test('has a pattern for subscribers, which is never read as a subject', () => {
    const last = fields.at(-1)!
    expect(withToken(last, '*')).toContain('*')
    expect(parseSubject(withToken(last, '*'))).toBeNull()
  })
})

test('statuses are heard of a whole world, a requester, or one of its instances', () => {
  expect(s.statuses()).toBe('parley.w.status.*.*.*.*')
  expect(s.statuses('bob')).toBe('parley.w.status.bob.*.*.*')
  expect(s.statuses('bob', 'i1')).toBe('parley.w.status.bob.i1.*.*')
  expect(() => s.statuses('bob.>')).toThrow(/^requester: /)
})

test.each(['', 'W', 'a.b', '*', '>', '_'])('there is no world %j', (world) => {
  expect(() => subjectsOf(world)).toThrow(/^world: /)
  expect(parseSubject(`parley.${world}.presence.a.i`)).toBeNull()
})

test.each([-1, 1.5, Number.NaN, 1e21, Number.POSITIVE_INFINITY, 1_000_000_000])('a journal has no entry %d', (n) => {
  expect(() => s.journal('a', 'b', 'i', n)).toThrow(/^n: /)
  expect(parseSubject(`parley.w.journal.a.b.i.${n}`)).toBeNull()
})

test('a chunk of a claim is asked for by its own subject, under which the broker keeps it', () => {
  expect(claimStreamOf('w')).toBe('PARLEY_CLAIMS_w')
  expect(s.claim('bob', 'alice', '*', '*')).toBe('parley.w.claim.bob.alice.*.*')
  expect(s.claimChunk('_', 'alice', 'k', 0)).toBe(`$JS.API.DIRECT.GET.PARLEY_CLAIMS_w.${s.claim('_', 'alice', 'k', 0)}`)
  for (const n of [-1, 1.5, 1_000_000_000]) expect(() => s.claim('bob', 'alice', 'k', n)).toThrow(/^n: /)
  expect(() => claimStreamOf('w.>')).toThrow(/^world: /)
})

test.each([
  '',
  'parley',
  'parley.w',
  'parley.w.interaction',
  'parley.w.gossip.a.b',
  'Parley.w.presence.a.i',
  'parley.w.journal.a.b.i.01',
  'parley.w.journal.a.b.i.+1',
  `parley.w.work.${(shardOf('a') + 1) % WORK_SHARDS}.a.request.b.i`, // another target's shard
  `parley.w.work.${WORK_SHARDS + shardOf('a')}.a.request.b.i`,
  `parley.w.work.${shardOf('a')}.a.gossip.b.i`,
  `parley.w.work.${shardOf('a')}.a.signal.b.i`,
  `parley.w.work.${shardOf('a')}.a.request.b.i.c`,
  '$SRV.PING',
  '_INBOX.abc.1',
  '$JS.API.INFO',
  'parley.w.constructor.a.b',
])('%j is not one of our subjects', (subject) => {
  expect(parseSubject(subject)).toBeNull()
})

test('whatever is read can be built again, and is never taken from other text', () => {
  const token = fc.constantFrom<string[]>(
    'parley',
    'w',
    'interaction',
    'status',
    'control',
    'presence',
    'record',
    'a',
    'b-1',
    '_',
    '*',
    '',
    'A',
    '7',
  )
  fc.assert(
    fc.property(fc.array(token, { maxLength: 9 }), (tokens) => {
      const subject = tokens.join('.')
      const address = parseSubject(subject)
      if (address) expect(Object.values(address).every((value) => tokens.includes(String(value)))).toBe(true)
      expect(subject.includes('*') || subject.includes('..') ? address : null).toBeNull()
    }),
  )
})

test('a target keeps its shard for ever, in every language: FNV-1a, 32 bits, modulo 16', () => {
  const pinned = { '': 5, a: 12, b: 5, captioner: 6, camera: 14, shortener: 13, 'agent-1': 0, 'agent-2': 9 }
  expect(WORK_SHARDS).toBe(16)
  expect(Object.fromEntries(Object.keys(pinned).map((name) => [name, shardOf(name)]))).toEqual(pinned)
})

test('a thousand names spread over all shards', () => {
  const filled = new Map<number, number>()
  for (let i = 0; i < 1_000; i++) filled.set(shardOf(`agent-${i}`), (filled.get(shardOf(`agent-${i}`)) ?? 0) + 1)
  expect(filled.size).toBe(WORK_SHARDS)
  expect(Math.max(...filled.values())).toBeLessThan(1_000 / 8)
})
