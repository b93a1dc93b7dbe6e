import type { Properties } from '@parley/protocol'

/** Where a stream is meant to go; `stdunk`: no preference. */
export type Hint = 'stdin' | 'stdtar' | 'stdext' | 'stdunk'

/** A stream, or a sample in the place of one, as the matcher sees it. */
export interface Candidate {
  /** `owner:name`, or `<data_sample_0>`. */
  readonly hash: string
  /** Null when its samples fit a slot of these properties, else why not. */
  misfit(slot: Properties): string | null
}
