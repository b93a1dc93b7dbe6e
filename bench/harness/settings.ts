/** How long a run takes. Ratios of one run hold; more rounds make their spread narrower, not their median better. */
export interface Settings {
  readonly quick: boolean
  /** Slices of each variant, one in every round. */
  readonly rounds: number
  readonly sliceMs: number
  /** Before the first round, as often as it still gets faster. */
  readonly warmMs: number
  /** With the peers, or against the bare client only. */
  readonly peers: boolean
  /** The number of interactions that the memory cases hold open, and that they bring to an end. */
  readonly open: number
  readonly done: number
  /** Agents that a client knows. */
  readonly agents: number
  /** Agents that are started together. */
  readonly fleet: number
}

export const WHOLE: Settings = {
  ...{ quick: false, rounds: 11, sliceMs: 1_000, warmMs: 1_500, peers: true },
  ...{ open: 100_000, done: 1_000_000, agents: 1_000, fleet: 20 },
}

/** To see that all of it works, and about where it stands. */
export const QUICK: Settings = {
  ...{ quick: true, rounds: 7, sliceMs: 400, warmMs: 800, peers: false },
  ...{ open: 10_000, done: 100_000, agents: 100, fleet: 5 },
}
