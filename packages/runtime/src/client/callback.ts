import type { WireError } from '@parley/protocol'
import type { Ending } from '../interaction/ending.ts'
import type { SentInteraction } from '../interaction/sent.ts'
import type { Ended, Outcome, SendOptions } from './call.ts'

export function outcomeOf<R>({ reason, result, error }: Ending): Outcome<R> {
  return reason === 'ok' ? { ok: true, result: result as R } : { ok: false, reason, error: error as WireError }
}

/** What became of an interaction that has ended at all of its targets. `outputs`: those of its last step, the result of a processor. */
export function endedOf({ uuid, targets, summary }: SentInteraction, outputs?: unknown): Ended {
  const outcomes: Record<string, Outcome<unknown>> = {}
  for (const { name, ending } of targets) {
    const outcome = outcomeOf<unknown>(ending!)
    outcomes[name] = outcome.ok && outcome.result === undefined ? { ok: true, result: outputs } : outcome
  }
  return { uuid, summary, outcomes }
}

/** Calls back. What that throws, at once or later, is for `onFailed` and breaks nothing here. */
export function callBack(callback: SendOptions['callback'] & {}, ended: Ended, onFailed: (error: unknown) => void): void {
  try {
    Promise.resolve(callback(ended)).catch(onFailed)
  } catch (error) {
    onFailed(error)
  }
}
