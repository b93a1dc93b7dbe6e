import { UsageError } from './failure.ts'

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** The longest that a timer of Node can be set to. */
const MAX_MS = 2 ** 31 - 1

/** `500ms`, `30s`, `5m`, `1.5h`, `1d` in milliseconds. Throws UsageError for anything else, a bare number too: it does not say of what. */
export function parseDuration(text: string, of: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim()) ?? []
  const ms = number === undefined ? 0 : Math.round(Number(number) * UNITS_MS[unit!]!)
  if (ms > 0 && ms <= MAX_MS) return ms
  throw new UsageError(`${of}: got ${JSON.stringify(text)}, expected a time above 0 and up to 24 days, such as 500ms, 30s, 5m or 1.5h`)
}
