import { explain, kindOf, ParleyError, toWire, type Wire } from '@parley/protocol'
import { type Ending, ended } from '../interaction/ending.ts'
import { InteractionError } from '../interaction/error.ts'
import type { Signature } from './signature.ts'

/** What may leave: fits the schema, and is Wire. Without a schema nothing leaves. Throws ParleyError BAD_RESULT or NotWireError. */
export function checkedOutput(sig: Signature, part: 'output' | 'yields', value: unknown, action: string): Wire | undefined {
  const schema = sig[part]
  if (!schema && part === 'yields') throw new ParleyError('BAD_RESULT', `yields: ${action} yields, and has no schema for it`)
  if (!schema) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return toWire(parsed.data, part)
  const { field, problem } = explain(parsed.error, value)
  throw new ParleyError('BAD_RESULT', `${part}${field ? `.${field}` : ''}: ${problem}`)
}

/** What a handler's throw comes to, whatever it throws. */
export function failedEnding(error: unknown): Ending {
  if (error instanceof InteractionError) {
    const details = { cause: { code: error.code, reason: error.reason, uuid: error.uuid } }
    return ended('error', 'HANDLER_FAILED', error.message, { details })
  }
  if (error instanceof ParleyError) return ended('error', error.code, error.message)
  return ended('error', 'HANDLER_FAILED', textOf(error))
}

function textOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  } catch {
    return `threw ${kindOf(error)}`
  }
}

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
