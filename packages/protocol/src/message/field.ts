/// <reference lib="es2024.string" />
import * as z from 'zod'
import { ERROR_CODES, type ErrorCode, ParleyError } from '../errors.ts'
import { isShortId, type ShortId } from '../ids.ts'
import { MAX_MESSAGE } from '../limits.ts'
import { isAgentName, isId, isLabel } from '../names.ts'
import { kindOf, type Wire } from '../wire.ts'
import { leaf, quick, type Test } from './quick.ts'

/**
 * The fields that several messages share. Unknown keys are dropped on arrival, so that a newer peer may add some.
 * The schema of a message is lazy: it is made with the first of its kind, for a process starts with none, and most kinds never come to it.
 */

/** The version of the wire. A message of another one is refused, never guessed at. */
export const VERSION = 1

const token = (test: (value: unknown) => boolean, what: string) => leaf(z.string().refine(test, { error: `not the form of ${what}` }), test)

export const version = z.literal(VERSION)
export const agentName = token(isAgentName, "an agent's name")
export const idToken = token(isId, 'an id')
/** In a message of many, where they are short. */
export const shortId = leaf(z.custom<ShortId>(isShortId, { error: 'not the form of a short id' }), isShortId)
export const labelToken = token(isLabel, 'an action or stream')

/** Any value: the reader has shown that it is Wire. */
export const wire = leaf(
  z.custom<Wire>((value) => value !== undefined, { error: 'expected a value' }),
  (value) => value !== undefined,
)
const atLeastZero = (value: unknown) => typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY
/** Milliseconds since 1970, by the sender's clock. For people; no rule compares clocks of two machines. */
export const atMs = leaf(z.number().min(0), atLeastZero)
export const durationMs = leaf(z.number().min(0), atLeastZero)
export const counter = leaf(z.int().min(0), (value) => Number.isSafeInteger(value) && (value as number) >= 0)
/** Counts in a row, from the first one up to before the second one. */
export const counts = z.tuple([counter, counter])
export type Counts = z.infer<typeof counts>

/** A list of at least one, and at most so many. */
export function listOf<T extends z.ZodType>(item: T, most: number) {
  const test = quick(item)
  return leaf(
    z.array(item).min(1).max(most),
    (value) => Array.isArray(value) && value.length > 0 && value.length <= most && value.every(test),
  )
}

/** An error as it travels: no stack (that stays in the log of the process that failed). `code` is a string, for a newer peer may know more. */
export const wireErrorSchema = z.lazy(() =>
  z.object({
    code: z.string().max(64),
    message: z.string().max(MAX_MESSAGE),
    retryable: z.boolean(),
    /** When to try again at the earliest. */
    retryAfterMs: durationMs.optional(),
    details: wire.optional(),
  }),
)
export type WireError = z.infer<typeof wireErrorSchema>

/** An error of ours in the form in which it travels: cut to the limit, and with no half of a surrogate pair, for its text may be anybody's. */
export function wireError(code: ErrorCode, message: string, more: { retryAfterMs?: number; details?: Wire } = {}): WireError {
  const cut = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message
  return {
    code,
    message: cut.toWellFormed(),
    retryable: ERROR_CODES[code].retryable,
    ...more,
  }
}

/** A message that decoded but does not have the shape of its kind. `field` is the path of the first thing wrong. */
export class BadMessageError extends ParleyError {
  readonly kind: string
  readonly field: string

  constructor(kind: string, field: string, problem: string) {
    super(field === 'v' ? 'BAD_VERSION' : 'BAD_REQUEST', `${kind}${field ? `.${field}` : ''}: ${problem}`)
    this.kind = kind
    this.field = field
  }
}

/** The first thing wrong by a schema, in one line: `text: got a number, expected string`. */
export function explain(error: z.ZodError, value: unknown): { field: string; problem: string } {
  const issue = error.issues[0]!
  const field = issue.path.map(String).join('.')
  const at = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key as PropertyKey], value)
  if (issue.code === 'unrecognized_keys')
    return { field: [...issue.path.map(String), issue.keys[0]].join('.'), problem: 'nothing of that name is expected' }
  if (issue.code === 'invalid_type')
    return { field, problem: `got ${at === undefined ? 'nothing' : kindOf(at)}, expected ${issue.expected}` }
  return { field, problem: `got ${at === undefined ? 'nothing' : kindOf(at)}: ${issue.message}` }
}

/**
 * Gives the check of one kind of message: the checked message, or {@link BadMessageError} that names the field; `v` before all others, for a message of another
 * version may differ in anything.
 */
export function checking<T>(kind: string, schema: z.ZodType<T>): (value: unknown) => T {
  let test: Test | undefined
  return (value) => {
    test ??= quick(schema) // when the first one comes: most processes never see most kinds
    return test(value) ? (value as T) : checked(kind, schema, value)
  }
}

function checked<T>(kind: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = parse(kind, schema, value)
  if (parsed.success) return parsed.data
  const v = typeof value === 'object' && value !== null ? (value as { v?: unknown }).v : undefined
  if (v !== undefined && v !== VERSION)
    throw new BadMessageError(kind, 'v', `got ${typeof v === 'number' ? v : kindOf(v)}, expected ${VERSION}`)
  const { field, problem } = explain(parsed.error, value)
  throw new BadMessageError(kind, field, problem)
}

/** A value can be such that a check on it throws: `{ length: { toString: 0 } }` where a text is wanted. */
function parse<T>(kind: string, schema: z.ZodType<T>, value: unknown) {
  try {
    return schema.safeParse(value)
  } catch {
    throw new BadMessageError(kind, '', 'a value that cannot be checked')
  }
}
