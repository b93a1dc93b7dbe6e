/// <reference lib="es2024.string" />
import { ParleyError } from './errors.ts'
import { MAX_DEPTH, MAX_ENTRIES } from './limits.ts'

/**
 * What may travel: plain MessagePack without extension types, so that every language reads it. A key whose value is `undefined` is absent,
 * -0 arrives as 0, and text is well formed: half of a surrogate pair has no UTF-8.
 */
export type Wire = null | boolean | number | string | Uint8Array | readonly Wire[] | WireMap
export interface WireMap {
  readonly [key: string]: Wire | undefined
}

/** A value that cannot travel, and where it stands. */
export class NotWireError extends ParleyError {
  readonly path: string
  readonly kind: string

  constructor(path: string, kind: string, expected = 'null, boolean, number, string, Uint8Array, array or plain object') {
    super('NOT_WIRE', `${path}: ${kind} does not travel, expected ${expected}`)
    this.path = path
    this.kind = kind
  }
}

/**
 * The value itself when all of it may travel; a copy without the keys that are `undefined` where there are any.
 * Throws {@link NotWireError} with the path of the first thing that may not.
 */
export function toWire(value: unknown, path = 'value'): Wire {
  return check(value, path, 0)
}

function check(value: unknown, path: string, depth: number): Wire {
  switch (typeof value) {
    case 'string':
      checkText(value, path)
      return value
    case 'boolean':
    case 'number':
      return value
    case 'object':
      if (value === null) return null
      if (value instanceof Uint8Array) return value
      if (depth >= MAX_DEPTH) throw new NotWireError(path, `a value nested deeper than ${MAX_DEPTH}`, `at most ${MAX_DEPTH} levels`)
      if (Array.isArray(value)) return checkArray(value, path, depth)
      return checkMap(value, path, depth)
    default:
      throw new NotWireError(path, kindOf(value))
  }
}

function checkArray(array: readonly unknown[], path: string, depth: number): Wire {
  if (array.length > MAX_ENTRIES) throw new NotWireError(path, `an array of ${array.length}`, `at most ${MAX_ENTRIES} items`)
  let copy: Wire[] | undefined
  for (let i = 0; i < array.length; i++) {
    const item = array[i]
    const checked = typeof item === 'number' ? item : check(item, `${path}[${i}]`, depth + 1)
    if (copy) copy.push(checked)
    else if (checked !== item) copy = [...(array.slice(0, i) as Wire[]), checked]
  }
  return copy ?? (array as readonly Wire[])
}

function checkMap(map: object, path: string, depth: number): Wire {
  const proto = Object.getPrototypeOf(map)
  if (proto !== Object.prototype && proto !== null) throw new NotWireError(path, kindOf(map))
  const entries = map as Record<string, unknown>
  let changed: Record<string, Wire> | undefined
  let count = 0
  let absent = false
  for (const key in entries) {
    if (++count > MAX_ENTRIES) throw new NotWireError(path, `a map of more than ${MAX_ENTRIES} keys`, `at most ${MAX_ENTRIES} keys`)
    if (key === '__proto__') throw new NotWireError(`${path}.__proto__`, 'a key named __proto__', 'another name')
    checkText(key, path)
    const item = entries[key]
    if (typeof item === 'number') continue
    if (item === undefined) absent = true
    else {
      const checked = check(item, `${path}.${key}`, depth + 1)
      if (checked !== item) {
        changed ??= Object.create(null) as Record<string, Wire>
        changed[key] = checked
      }
    }
  }
  if (!absent && !changed) return map as WireMap
  const copy: Record<string, Wire> = {}
  for (const key in entries) if (entries[key] !== undefined) copy[key] = changed?.[key] ?? (entries[key] as Wire)
  return copy
}

function checkText(text: string, path: string): void {
  if (!text.isWellFormed()) throw new NotWireError(path, 'text with half of a surrogate pair', 'whole characters')
}

/** About how many bytes a value takes: near for the flat values that make up large ones. */
export function weightOf(value: Wire | undefined): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 9
  if (value instanceof Uint8Array) return value.byteLength
  let sum = 1
  if (Array.isArray(value)) for (const item of value) sum += weightOf(item)
  else for (const key in value) sum += key.length + weightOf((value as WireMap)[key])
  return sum
}

/** What a person would call the value: `a Date`, `a function`, `undefined`, `NaN`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'undefined'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') {
    // by its prototype: a map from the wire may have a key named constructor
    const proto: { constructor?: { name?: unknown } } | null = Object.getPrototypeOf(value)
    if (proto === null || proto === Object.prototype) return 'a map'
    const name = String(proto.constructor?.name || 'object')
    return `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}`
  }
  return `a ${typeof value}`
}
