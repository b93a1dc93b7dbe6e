import { v7 } from 'uuid'
import { MAX_ROWS, MAX_TOKEN } from './limits.ts'
import { isId } from './names.ts'

/**
 * A new instance's name: a UUIDv7 in base 36, 25 characters, so that instances sort by the time they began and none meets another.
 * `nowMs` and `random` (16 bytes) come from outside: this package has no clock.
 */
export function instanceName(nowMs: number, random: Uint8Array): string {
  const bytes = v7({ msecs: nowMs, random }, new Uint8Array(16))
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value.toString(36).padStart(25, '0')
}

/** Ids of the interactions that one instance asks for: its name and a counter, unique and cheap (a UUID each would cost more than the check of a message). */
export const idsOf =
  (instance: string, newCount: () => number = counter()): (() => string) =>
  () =>
    lengthenId(newCount(), instance)

/** The counter in them: 0, 1, 2 … */
export function counter(): () => number {
  let count = 0
  return () => count++
}

/**
 * An id beside the name of the instance that may have made it: a number is its count, a text an id of any other form, whole. An id has one short form. Messages of
 * many have it in their rows, and tables as their key: a number is read, kept and found in a part of the time that a text takes.
 */
export type ShortId = number | string

/** Digits of a count: whatever has so many is held exactly by a double. */
const DIGITS = 10
const MAX_COUNT = 36 ** DIGITS - 1
const [DASH, ZERO, NINE, A, Z] = [...'-09az'].map((char) => char.charCodeAt(0)) as [number, number, number, number, number]

export function shortenId(id: string, instance: string): ShortId {
  const begin = instance.length + 1
  const digits = id.length - begin
  if (digits < 1 || digits > DIGITS || id.charCodeAt(begin - 1) !== DASH || !id.startsWith(instance)) return id
  if (digits > 1 && id.charCodeAt(begin) === ZERO) return id
  let count = 0
  for (let i = begin; i < id.length; i++) {
    const char = id.charCodeAt(i)
    if (char >= ZERO && char <= NINE) count = count * 36 + char - ZERO
    else if (char >= A && char <= Z) count = count * 36 + char - A + 10
    else return id
  }
  return count
}

export const lengthenId = (short: ShortId, instance: string): string =>
  typeof short === 'number' ? `${instance}-${short.toString(36)}` : short

export const isShortId = (value: unknown): value is ShortId =>
  typeof value === 'number' ? Number.isInteger(value) && value >= 0 && value <= MAX_COUNT : isId(value)

/** The short form of the id that stands there; null for what is none. The instance is an id already, and not looked at again. */
export function idIn(value: unknown, instance: string): ShortId | null {
  if (!isShortId(value)) return null
  if (typeof value === 'string') return shortenId(value, instance)
  return instance.length < MAX_TOKEN - DIGITS || lengthenId(value, instance).length <= MAX_TOKEN ? value : null
}

/** What a pack of requests goes out under: `-{first}-{last}`, the counts of its rows. The instance that made them stands in the subject already. */
export const rangeOf = (first: number, last: number): string => `-${first.toString(36)}-${last.toString(36)}`

/**
 * The ids that a reply subject stands for: one, or those of a pack. Nobody's counter makes an id that looks like a range; where one comes all the same, it is
 * one of those that are given.
 */
export function idsUnder(id: string, instance: string): string[] {
  const range = rangeIn(id)
  if (!range) return [id]
  const [first, last] = range
  return [id, ...Array.from({ length: last - first + 1 }, (_, i) => lengthenId(first + i, instance))]
}

/** The ends of a range; null for what is none. */
export function rangeIn(id: string): readonly [first: number, last: number] | null {
  const parts = id.split('-')
  if (parts.length !== 3 || parts[0] !== '') return null
  const [first, last] = [shortenId(`-${parts[1]!}`, ''), shortenId(`-${parts[2]!}`, '')]
  if (typeof first !== 'number' || typeof last !== 'number' || last < first || last - first > MAX_ROWS * 2) return null
  return [first, last]
}
