import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseArguments, parseSample, readJson } from './arguments.ts'
import { UsageError } from './failure.ts'

const dir = mkdtempSync(join(tmpdir(), 'parley-arguments-'))
afterAll(() => rmSync(dir, { recursive: true }))

const parse = (...words: string[]) => parseArguments(words, undefined)

test('words are text, unless they read as something else', () => {
  expect(parse('text=hello world', 'n=5', 'x=-1.5e3', 'yes=true', 'no=false', 'nothing=null', 'empty=')).toEqual({
    ...{ text: 'hello world', n: 5, x: -1500, yes: true, no: false, nothing: null, empty: '' },
  })
  expect(parse('list=[1,"a"]', 'map={"a":1}', 'digits="42"', 'eq=a=b')).toEqual({ list: [1, 'a'], map: { a: 1 }, digits: '42', eq: 'a=b' })
})

test('what would not come back as it was written stays text', () => {
  expect(parse('id=12345678901234567890', 'zip=01234', 'huge=1e999', 'version=1.2.3', 'plus=+1')).toEqual({
    ...{ id: '12345678901234567890', zip: '01234', huge: '1e999', version: '1.2.3', plus: '+1' },
  })
})

test('a dotted key is a map in a map', () => {
  expect(parse('a.b=1', 'a.c.d=x', 'e=2')).toEqual({ a: { b: 1, c: { d: 'x' } }, e: 2 })
})

test('words are laid over what --args gave, which stays as it was', () => {
  const given = { a: { b: 1, c: 2 }, d: 3 }
  expect(parseArguments(['a.b=9'], given)).toEqual({ a: { b: 9, c: 2 }, d: 3 })
  expect(given.a.b).toBe(1)
  expect(parseArguments([], [1, 2])).toEqual([1, 2])
  expect(parseArguments([], undefined)).toEqual({})
  expect(() => parseArguments(['a=1'], [1])).toThrow(/--args: expected an object/)
})

test('a word that is no argument is refused and shown', () => {
  for (const word of ['hello', '=1', 'a..b=1', '.a=1', '__proto__.x=1', 'a.__proto__=1', 'a={"b"'])
    expect(() => parse(word)).toThrow(UsageError)
  expect(() => parse('hello')).toThrow('got "hello", expected key=value')
  expect(() => parse('a=1', 'a.b=2')).toThrow('a is set to a value already')
  expect(({} as { x?: unknown }).x).toBe(undefined)
})

test('JSON comes from the word itself or from a file', () => {
  const file = join(dir, 'args.json')
  writeFileSync(file, '{"a":[1,2]}')
  expect(readJson('{"a":1}', '--args')).toEqual({ a: 1 })
  expect(readJson(`@${file}`, '--args')).toEqual({ a: [1, 2] })
  expect(() => readJson('@no-such-file', '--args')).toThrow(/--args: .*no-such-file/)
  expect(() => readJson('{', '--args')).toThrow(/--args: not JSON/)
})

test('a sample is the bytes of a file, JSON where it looks like some, else text', () => {
  const file = join(dir, 'dot.png')
  writeFileSync(file, Uint8Array.of(137, 80))
  expect(['hello', '5', '{"a":1}', `@${file}`].map(parseSample)).toEqual(['hello', 5, { a: 1 }, Uint8Array.of(137, 80)])
  expect(() => parseSample('@no-such-file')).toThrow(/--sample: .*no-such-file/)
})
