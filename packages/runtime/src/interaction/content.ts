import { isDeepStrictEqual } from 'node:util'
import { type InteractionMessage, kindOf, MAX_STEPS, ParleyError, toWire, type Wire } from '@parley/protocol'
import { type HintedStreams, hintedStreams, noStreams, type WantedStreams } from './hints.ts'
import { noSamples, wireSamples } from './samples.ts'
import type { Steps } from './steps.ts'

/** What a sender can say of an interaction beside whose it is. */
export interface ContentFields {
  readonly args?: unknown
  /** Streams to read. They win over samples. */
  readonly streams?: WantedStreams | undefined
  /** Values in the place of streams: in order, by stream, or as a text of either. They make it one step. */
  readonly samples?: unknown
  readonly numSteps?: Steps | undefined
  readonly fromState?: string | undefined
  readonly toState?: string | undefined
  readonly timeoutMs?: number | undefined
  /** Nobody hears how it ends. */
  readonly volatile?: boolean | undefined
  /** Called once with what was sent, when all of it has ended. */
  readonly callback?: unknown
}

type Said = 'samples' | 'fromState' | 'toState' | 'timeoutMs' | 'volatile'

/** What was said, checked and as it travels; absent: nothing was said. */
export interface Content extends Readonly<Pick<InteractionMessage, Said>> {
  readonly args: Wire
  readonly numSteps: Steps
  readonly streams?: HintedStreams
}

/** Throws ParleyError BAD_REQUEST, BAD_SAMPLE, NotWireError or BadNameError that names the field. */
export function contentOf(fields: ContentFields): Content {
  const { timeoutMs, volatile } = fields
  checkTimeout(timeoutMs)
  if (volatile !== undefined && typeof volatile !== 'boolean') throw bad('volatile', shown(volatile), 'true or false')
  checkCallback(fields.callback, volatile)
  const given = fields.streams == null ? null : hintedStreams(fields.streams)
  const streams = given && noStreams(given) ? null : given
  const values = streams || fields.samples == null ? null : wireSamples(fields.samples)
  const samples = values && noSamples(values) ? null : values
  return {
    args: toWire('args' in fields ? fields.args : {}, 'args'),
    numSteps: samples ? 1 : checkSteps(fields.numSteps ?? -1, 'numSteps'),
    ...(streams && { streams }),
    ...(samples && { samples }),
    ...(fields.fromState != null && { fromState: checkState('fromState', fields.fromState) }),
    ...(fields.toState != null && { toState: checkState('toState', fields.toState) }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(volatile && { volatile }),
  }
}

/** A number from 1, -1 for as many as it takes, or a placeholder that the target replaces. Throws ParleyError BAD_REQUEST. */
export function checkSteps(steps: unknown, field: string): Steps {
  if (typeof steps === 'string' && steps.length > 0 && steps.length <= 64) return steps
  if (Number.isInteger(steps) && (steps === -1 || (Number(steps) > 0 && Number(steps) <= MAX_STEPS))) return steps as number
  throw bad(field, shown(steps), `a whole number from 1 to ${MAX_STEPS}, -1, or a placeholder of 1 to 64 characters`)
}

/** Throws ParleyError BAD_REQUEST. */
export function checkTimeout(timeoutMs: unknown): void {
  if (timeoutMs === undefined || (typeof timeoutMs === 'number' && timeoutMs > 0 && Number.isFinite(timeoutMs))) return
  throw bad('timeoutMs', shown(timeoutMs), 'a number above 0')
}

/** What is an interaction's own, by the names that its sender says it by. */
const FIELDS = new Set([
  ...['action', 'target', 'id', 'uuid', 'requester', 'streams', 'samples', 'numSteps', 'steps', 'fromState', 'toState'],
  ...['timeoutMs', 'volatile', 'callback', 'priority', 'detached'],
])

/**
 * An argument with the name of a field that was said of the interaction itself must say the same: else one of both is a mistake.
 * Throws ParleyError BAD_REQUEST.
 */
export function checkConsistency(args: Wire, said: object): void {
  for (const name in said) {
    const own = (said as Record<string, unknown>)[name]
    if (own == null || !FIELDS.has(name) || kindOf(args) !== 'a map' || !Object.hasOwn(args as object, name)) continue
    const argument = (args as Record<string, unknown>)[name]
    if (!isDeepStrictEqual(argument, own))
      throw bad(`args.${name}`, shown(argument), `${shown(own)}, as the interaction’s own ${name} says`)
  }
}

function checkCallback(callback: unknown, volatile: boolean | undefined): void {
  if (callback == null) return
  if (typeof callback !== 'function') throw bad('callback', shown(callback), 'a function')
  if (callback.length > 1) throw bad('callback', `a function of ${callback.length} arguments`, 'one that needs what was sent and no more')
  if (volatile) throw bad('callback', 'one for a volatile interaction', 'none: nobody hears how that ends')
}

function checkState(field: string, state: unknown): string {
  if (typeof state === 'string' && state.length > 0 && state.length <= 128) return state
  throw bad(field, shown(state), 'the name of a state, of 1 to 128 characters')
}

const bad = (field: string, got: string, expected: string) => new ParleyError('BAD_REQUEST', `${field}: got ${got}, expected ${expected}`)

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value)
}
