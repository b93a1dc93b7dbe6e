import { expect, test } from 'vitest'
import { allocationsOf, type Call, callsOf } from './call.ts'
import { type Place, sumOf } from './sum.ts'

const frameOf = (functionName: string, url = '') => ({ functionName, url, scriptId: '1', lineNumber: 4, columnNumber: 0 })
const placeOf = ({ url, lineNumber }: Call['frame']): Place => ({ file: url, line: lineNumber + 1 })
const call = (name: string, file: string, self: number, ...calls: Call[]): Call => ({ frame: frameOf(name, file), self, calls })
const stepsOf = (...calls: Call[]) => Object.fromEntries(sumOf(calls, placeOf).steps)

test('what a function takes itself counts for the step of its file', () => {
  const manager = call('#register', 'packages/runtime/src/interaction/manager.ts', 3)
  const reader = call('readMap', 'packages/protocol/src/reader.ts', 2)
  const pack = call('unpackStatuses', 'packages/protocol/src/message/pack.ts', 1)
  const quick = call('check', 'packages/protocol/src/message/quick.ts', 4)
  const nats = call('publish', 'packages/runtime/src/bus/nats-bus.ts', 5, call('publish', '@nats-io/nats-core/lib/protocol.js', 6))
  const zod = call('parse', 'zod/v4/core/parse.js', 7)
  expect(stepsOf(manager, reader, pack, quick, nats, zod)).toEqual({
    ...{ 'subjects, tables, life cycle': 3, MessagePack: 2, packs: 1, checks: 11, 'socket and NATS client': 11 },
  })
})

test('what is native, or a part of node that serves others, counts for its caller', () => {
  const write = call('writeGeneric', 'node:internal/stream_base_commons', 0, call('writeBuffer', '', 2))
  const decode = call('textOf', 'packages/protocol/src/text.ts', 0, call('decode', 'node:internal/encoding', 1, call('decodeUTF8', '', 1)))
  const compiled = call('parse', 'zod/v4/core/schemas.js', 0, call('', '', 3))
  expect(stepsOf(write, decode, compiled)).toEqual({ 'socket and NATS client': 2, MessagePack: 2, checks: 3 })
})

test('idle time is no part of the sum, the collector is a step', () => {
  const sum = sumOf([call('(root)', '', 0, call('(idle)', '', 90), call('(garbage collector)', '', 4), call('(program)', '', 1))], placeOf)
  expect(sum.total).toBe(5)
  expect(Object.fromEntries(sum.steps)).toEqual({ 'garbage collection': 4, 'program and microtasks': 1 })
})

test('a name that every object has is a function like others, and an unknown file is other', () => {
  expect(stepsOf(call('constructor', 'packages/agents/src/one.ts', 1), call('toString', '/somewhere/else.js', 1))).toEqual({ other: 2 })
})

test('a function is summed over all places that it was called from and all profiles, the heaviest first', () => {
  const inner = (self: number) => call('isId', 'packages/protocol/src/names.ts', self)
  const roots = [call('one', 'bench/one.ts', 3, inner(1)), call('two', 'bench/two.ts', 0, inner(2), inner(4))]
  expect(sumOf(roots, placeOf).functions).toEqual([
    { name: 'isId', file: 'packages/protocol/src/names.ts', line: 5, step: 'checks', self: 7 },
    { name: 'one', file: 'bench/one.ts', line: 5, step: 'the bench itself', self: 3 },
  ])
})

test('a CPU profile is a tree of samples, a profile of the heap one of bytes', () => {
  const nodes = [
    { id: 1, callFrame: frameOf('(root)'), children: [3, 2] },
    { id: 2, callFrame: frameOf('b'), hitCount: 2 },
    { id: 3, callFrame: frameOf('a'), hitCount: 1, children: [4] },
    { id: 4, callFrame: frameOf('c'), hitCount: 5 },
  ]
  const names = ({ frame, self, calls }: Call): unknown[] => [frame.functionName, self, ...calls.map(names)]
  expect(names(callsOf({ nodes, startTime: 0, endTime: 1 }))).toEqual(['(root)', 0, ['a', 1, ['c', 5]], ['b', 2]])
  const leaf = { callFrame: frameOf('leaf'), selfSize: 64, children: [] }
  expect(names(allocationsOf({ head: { callFrame: frameOf('(root)'), selfSize: 0, children: [leaf] } }))).toEqual([
    '(root)',
    0,
    ['leaf', 64],
  ])
})
