/** A length of time for a person: `850 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function describeDuration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`
  const s = Math.floor(ms / 1_000)
  if (s < 60) return `${s} s`
  if (s < 3_600) return pair(s, 60, 'min', 1, 's')
  return s < 86_400 ? pair(s, 3_600, 'h', 60, 'min') : pair(s, 86_400, 'd', 3_600, 'h')
}

/** The same without a loss: what is no whole second stays in milliseconds. */
export const exactDuration = (ms: number): string => (ms % 1_000 === 0 ? describeDuration(ms) : `${ms} ms`)

function pair(s: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((s % big) / small)
  return `${Math.floor(s / big)} ${bigUnit}${rest ? ` ${rest} ${smallUnit}` : ''}`
}
