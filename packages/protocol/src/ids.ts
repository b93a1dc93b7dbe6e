import { v7 } from 'uuid'

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
