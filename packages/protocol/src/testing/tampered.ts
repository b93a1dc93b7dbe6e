import fc from 'fast-check'
import type { Wire, WireMap } from '../wire.ts'
import { smallWire } from './wire-arbitrary.ts'

/** Somewhere in the message: another value, or, with `undefined`, none. */
interface Change {
  readonly at: number
  readonly to: Wire | undefined
}

const change: fc.Arbitrary<Change> = fc.record({ at: fc.nat(), to: fc.option(smallWire, { nil: undefined, freq: 3 }) })

const isBranch = (value: Wire | undefined): value is readonly Wire[] | WireMap =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

/** The value with its `at`-th inner value, counted in depth, changed; `at` falls by one for each that is passed. */
function changed(value: Wire, to: Wire | undefined, left: { at: number }): Wire {
  if (!isBranch(value)) return value
  const entries = Object.entries(value).flatMap(([key, item]): [string, Wire][] => {
    if (left.at-- === 0) return to === undefined ? [] : [[key, to]]
    return [[key, changed(item as Wire, to, left)]]
  })
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}

const size = (value: Wire | undefined): number =>
  isBranch(value) ? Object.values(value as WireMap).reduce<number>((sum, item) => sum + 1 + size(item), 0) : 0

/** The value with the inner value that `at` picks replaced. */
export const replaced = (value: Wire, at: number, to: Wire | undefined): Wire => changed(value, to, { at: at % Math.max(1, size(value)) })

/** Messages whose bytes are good and whose content may not be. */
export function tampered(message: fc.Arbitrary<Wire>): fc.Arbitrary<Wire> {
  return fc
    .tuple(message, fc.array(change, { minLength: 1, maxLength: 2 }))
    .map(([value, changes]) => changes.reduce((so, { at, to }) => replaced(so, at, to), value))
}
