/** How far something is, with what its rate is reckoned from. A value: `advance` gives a new one. */
export interface Progress {
  readonly label: string
  readonly done: number
  readonly total: number
  readonly sinceMs: number
  /** Where it stood at some moments not long ago, oldest first. */
  readonly marks: readonly { readonly atMs: number; readonly done: number }[]
  /** When it was complete. */
  readonly endedMs?: number
}

/** The rate is that of the last seconds: what was slow a minute ago says nothing about the time left. */
const WINDOW_MS = 8_000
/** No more marks than the window needs, however often somebody calls. */
const MARK_MS = 250

/** Where it stands now. `before` is what it was, nothing at its first step. What goes back to less than before starts anew. */
export function advance(before: Progress | undefined, label: string, done: number, total: number, nowMs: number): Progress {
  if (!before || done < before.done) return ended({ label, done, total, sinceMs: nowMs, marks: [{ atMs: nowMs, done }] }, nowMs)
  const last = before.marks.at(-1)!
  const kept = before.marks.filter(({ atMs }, i) => atMs > nowMs - WINDOW_MS || i === before.marks.length - 1)
  const marks = nowMs - last.atMs < MARK_MS ? before.marks : [...kept, { atMs: nowMs, done }]
  return ended({ ...before, done, total, marks }, nowMs)
}

function ended(progress: Progress, nowMs: number): Progress {
  const { endedMs, ...open } = progress
  return open.done >= open.total ? { ...open, endedMs: endedMs ?? nowMs } : open
}

/** A second's worth, over the last seconds or, once it is complete, over all of it; nothing while there is too little to say. */
export function perSecond({ done, sinceMs, marks, endedMs }: Progress, nowMs: number): number | undefined {
  const from = endedMs === undefined ? marks[0]! : { atMs: sinceMs, done: 0 }
  const tookMs = (endedMs ?? nowMs) - from.atMs
  return tookMs >= MARK_MS && done > from.done ? ((done - from.done) * 1_000) / tookMs : undefined
}

/** How long the rest takes at this rate. */
export function leftMs(progress: Progress, nowMs: number): number | undefined {
  const rate = perSecond(progress, nowMs)
  return rate === undefined || progress.endedMs !== undefined ? undefined : ((progress.total - progress.done) / rate) * 1_000
}

/** From 0 to 1. Nothing to do is all done. */
export const fraction = ({ done, total }: Progress): number => (total > 0 ? Math.min(1, Math.max(0, done / total)) : 1)
