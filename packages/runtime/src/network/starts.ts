import type { Connection } from '../connect.ts'
import type { NetworkEvent, StartOutcome } from './event.ts'
import type { StartSpec } from './spec.ts'

/** A start entry has no time limit of its own; a request needs one. A week is none, and still fits a timer. */
const START_TIMEOUT_MS = 7 * 24 * 3_600_000

/** Sends every `start:` entry at once. Resolves when all have ended, whatever their end; never rejects. */
export async function sendStarts(
  client: Connection,
  starts: readonly StartSpec[],
  emit: (event: NetworkEvent) => void,
): Promise<readonly StartOutcome[]> {
  return Promise.all(
    starts.map(async (start) => {
      const outcome = await send(client, start)
      emit({ kind: 'start-ended', ...outcome })
      return outcome
    }),
  )
}

async function send(client: Connection, { to, action, args, steps }: StartSpec): Promise<StartOutcome> {
  try {
    const call = client.peer(to)[action]!
    const result: unknown = await client.send(call, args, { timeoutMs: START_TIMEOUT_MS, ...(steps !== undefined && { steps }) }).result
    return { to, action, ok: true, result }
  } catch (error) {
    return { to, action, ok: false, error: error as Error }
  }
}
