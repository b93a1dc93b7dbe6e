import { readFileSync } from 'node:fs'
import { UsageError } from './failure.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonMap = { [key: string]: Json }

/**
 * The arguments of an action from `key=value` words, laid over what `--args` gave.
 * Numbers, true, false, null and JSON ({…}, […], "…") are recognised, all else is text; `a.b=1` is a map in a map.
 * Throws UsageError that shows the word.
 */
export function parseArguments(words: readonly string[], given: Json | undefined): Json {
  if (words.length === 0) return given ?? {}
  if (given !== undefined && !isMap(given)) throw new UsageError('--args: expected an object where key=value words are given too')
  const whole: JsonMap = { ...given }
  for (const word of words) {
    const cut = word.indexOf('=')
    if (cut < 1) throw new UsageError(`got ${JSON.stringify(word)}, expected key=value, such as text=hello`)
    put(whole, word.slice(0, cut).split('.'), parseValue(word.slice(cut + 1), word), word)
  }
  return whole
}

/** A sample: the bytes of `@file`, JSON where it looks like some, else text. Throws UsageError. */
export function parseSample(given: string): Json | Uint8Array {
  if (!given.startsWith('@')) return parseValue(given, '--sample')
  try {
    return new Uint8Array(readFileSync(given.slice(1)))
  } catch (error) {
    throw new UsageError(`--sample: ${(error as Error).message}`)
  }
}

/** The value of an option that takes JSON, `@file`, or `-` for standard input. Throws UsageError. */
export function readJson(given: string, of: string): Json {
  const file = given === '-' ? 0 : given.startsWith('@') ? given.slice(1) : undefined
  if (file === undefined) return parseJson(given, of)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${of}: ${(error as Error).message}`)
  }
  return parseJson(text, of)
}

function parseJson(text: string, of: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new UsageError(`${of}: not JSON: ${(error as Error).message}`)
  }
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

function parseValue(text: string, word: string): Json {
  if (text === 'true' || text === 'false' || text === 'null') return JSON.parse(text) as Json
  // A number that would not come back as it was written (a long id, 1e999) stays the text that it was.
  if (NUMBER.test(text))
    return Number.isSafeInteger(Number(text)) || (/[.eE]/.test(text) && Number.isFinite(Number(text))) ? Number(text) : text
  return /^[[{"]/.test(text) ? parseJson(text, word) : text
}

function put(whole: JsonMap, path: string[], value: Json, word: string): void {
  let map = whole
  for (const [depth, key] of path.entries()) {
    if (key === '' || key === '__proto__') throw new UsageError(`${word}: ${JSON.stringify(path.join('.'))} is no path of keys`)
    if (depth === path.length - 1) map[key] = value
    else {
      const inner = Object.hasOwn(map, key) ? map[key]! : {}
      if (!isMap(inner)) throw new UsageError(`${word}: ${path.slice(0, depth + 1).join('.')} is set to a value already`)
      map = map[key] = { ...inner }
    }
  }
}

const isMap = (value: Json): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)
