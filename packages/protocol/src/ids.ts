import { v7 } from 'uuid'
import { MAX_ROWS, MAX_TOKEN } from './limits.ts'
import { ANY, isShortId } from './names.ts'

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
export function idsOf(instance: string): () => string {
  let count = 0
  return () => `${instance}-${(count++).toString(36)}`
}

/** An id in a message of many: `_` stands for the instance that made it. */
export const shortenId = (id: string, instance: string): string => (id.startsWith(instance) ? ANY + id.slice(instance.length) : id)
export const lengthenId = (id: string, instance: string): string => (id.startsWith(ANY) ? instance + id.slice(1) : id)
/** The id that stands in such a message; null for what is none. The instance is an id already, and not looked at again. */
export function idIn(short: unknown, instance: string): string | null {
  if (!isShortId(short)) return null
  const id = lengthenId(short, instance)
  return id.length <= MAX_TOKEN ? id : null
}

/** The one id of a row of ids that were made one after the other: what a pack of requests goes out under. */
export const rangeOf = (first: string, last: string): string => `${first}-${last.slice(last.lastIndexOf('-') + 1)}`

/** The ids that a range of an instance's own names; null for what is none. */
export function idsInRange(instance: string, range: string): string[] | null {
  const parts = range.startsWith(`${instance}-`) ? range.slice(instance.length + 1).split('-') : []
  const [first, last] = parts.map((part) => Number.parseInt(part, 36))
  if (parts.length !== 2 || !(last! >= first!) || last! - first! > MAX_ROWS * 2) return null
  return Array.from({ length: last! - first! + 1 }, (_, i) => `${instance}-${(first! + i).toString(36)}`)
}
