/** Counts of what this instance was asked, since it began. Plain numbers: counting must cost nothing. */
export class Traffic {
  /** Milliseconds since 1970. */
  readonly sinceMs: number
  ended = 0
  failed = 0
  lastError = ''
  /** Time from arrival to end, summed. */
  busyMs = 0
  /** Messages that were none of ours, or not in their form. */
  refused = 0

  constructor(sinceMs: number) {
    this.sinceMs = sinceMs
  }

  end(tookMs: number, error: string | undefined): void {
    this.ended++
    this.busyMs += tookMs
    if (error === undefined) return
    this.failed++
    this.lastError = error
  }
}
