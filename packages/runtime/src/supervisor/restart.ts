/** When and how often an agent that has ended is started again. */
export interface RestartPolicy {
  /** `failure`: when it ended by a signal or with another code than 0. */
  readonly when: 'failure' | 'always' | 'never'
  /** Restarts allowed within the window; one more and the network fails. */
  readonly max: number
  readonly windowS: number
}

export const DEFAULT_RESTART: RestartPolicy = { when: 'failure', max: 5, windowS: 60 }

export type RestartVerdict =
  | { readonly kind: 'restart'; readonly inMs: number; readonly attempt: number }
  /** It ended, and that is in order. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'give-up'; readonly restarts: number }

/** The first pause is short enough that nobody waits for it; the last long enough that a broken agent costs nothing. */
const FIRST_MS = 100
const LONGEST_MS = 10_000

/**
 * What to do about an agent that has ended. `restartsAtMs` are the times of its restarts until now, `random` is from 0 up to 1.
 * The pause doubles with each restart within the window, and between a half and the whole of it is waited, so that many that fell together do not come back together.
 */
export function judgeExit(
  policy: RestartPolicy,
  exit: { readonly failed: boolean },
  restartsAtMs: readonly number[],
  now: { readonly ms: number; readonly random: number },
): RestartVerdict {
  if (policy.when === 'never' || (policy.when === 'failure' && !exit.failed)) return { kind: 'rest' }
  const restarts = withinWindow(policy, restartsAtMs, now.ms).length
  if (restarts >= policy.max) return { kind: 'give-up', restarts }
  const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** restarts)
  return { kind: 'restart', inMs: Math.round(pauseMs * (0.5 + now.random / 2)), attempt: restarts + 1 }
}

/** The restarts that still count. */
export const withinWindow = (policy: RestartPolicy, restartsAtMs: readonly number[], nowMs: number): number[] =>
  restartsAtMs.filter((at) => at > nowMs - policy.windowS * 1_000)
