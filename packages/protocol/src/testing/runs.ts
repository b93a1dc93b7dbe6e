declare const process: { env: Record<string, string | undefined> }

/** Cases of each property; nine properties make 207,000 in all. A longer run: `PARLEY_FUZZ_RUNS=1000000 npx vitest run packages/protocol`. */
export const RUNS = Number(process.env.PARLEY_FUZZ_RUNS ?? 23_000)

/** A property is one synchronous test: its time limit follows the number of cases. */
export const TIMEOUT_MS = 30_000 + RUNS
