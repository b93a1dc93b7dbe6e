import { type Actor, type AnyMachineSnapshot, type AnyStateMachine, createActor, createMachine } from 'xstate'
import type { Clock } from '../time/clock.ts'
import type { Situation } from './judge.ts'
import type { Hooks, KeptMachine, Machine } from './mind.ts'

/** Steps without an event that a machine may do at once: more is a circle. XState itself would go round for ever. */
const MAX_STEPS_AT_ONCE = 1_000

interface Parts extends Hooks {
  readonly machine: AnyStateMachine
  readonly clock: Clock
  readonly input: unknown
  /** Where it goes on; from its beginning when not given. */
  readonly kept?: KeptMachine | undefined
}

/**
 * A machine of XState that runs.
 *
 * I1. Nothing that the machine's author wrote throws out of here: it ends in the situation `error`.
 * I2. Hooks are called while an event is taken in: whoever is told must not send another one before that is over.
 * I3. What delays were left when it was kept goes on from there: XState keeps no delays by itself.
 */
export class XStateMachine implements Machine {
  readonly #actor: Actor<AnyStateMachine>
  readonly #clock: Clock
  readonly #kept: KeptMachine | undefined
  /** When each delayed event is due. By the object that XState makes for it: its id is used again. */
  readonly #dueMs = new WeakMap<object, number>()
  #seen: { readonly snapshot: AnyMachineSnapshot; readonly situation: Situation } | undefined

  /** Throws what XState throws for a snapshot that does not fit the machine. */
  constructor({ machine, clock, input, kept, onChange, onError, onLog, ...hooks }: Parts) {
    this.#clock = clock
    this.#kept = kept
    const { config, implementations } = machine
    const options = { maxIterations: MAX_STEPS_AT_ONCE, ...config.options }
    const hooked: AnyStateMachine = createMachine({ ...withHooks(config, '', hooks), options }, implementations as object)
    this.#actor = createActor(hooked, {
      input,
      logger: onLog,
      clock: { setTimeout: (call: () => void, ms: number) => clock.after(ms, call), clearTimeout: (back: () => void) => back() },
      ...(kept && { snapshot: kept.snapshot as AnyMachineSnapshot }),
    })
    this.#actor.subscribe({ next: onChange, error: onError })
  }

  get situation(): Situation {
    const snapshot = this.#actor.getSnapshot() as AnyMachineSnapshot
    if (this.#seen?.snapshot !== snapshot) this.#seen = { snapshot, situation: situationOf(snapshot) }
    return this.#seen.situation
  }

  get active(): string[] {
    return (this.#actor.getSnapshot() as AnyMachineSnapshot)._nodes.map(({ path }) => path.join('.'))
  }

  start(): void {
    this.#actor.start()
    const { scheduler } = this.#actor.system
    for (const { id, event, dueMs } of this.#kept?.delays ?? [])
      scheduler.schedule(this.#actor, this.#actor, event, Math.max(0, dueMs - this.#clock.wallMs()), id)
  }

  send(event: { readonly type: string }): void {
    if (this.#actor.getSnapshot().status === 'active') this.#actor.send(event)
  }

  keep(): KeptMachine {
    const delays = []
    for (const scheduled of Object.values(this.#actor.system.getSnapshot()._scheduledEvents)) {
      const { id, event, source, target, delay } = scheduled
      if (source !== this.#actor || target !== this.#actor) continue
      if (!this.#dueMs.has(scheduled)) this.#dueMs.set(scheduled, this.#clock.wallMs() + delay)
      delays.push({ id, event, dueMs: this.#dueMs.get(scheduled)! })
    }
    return { snapshot: this.#actor.getPersistedSnapshot(), delays }
  }

  stop(): void {
    this.#actor.stop()
  }
}

type StateConfig = AnyStateMachine['config']

/** The same machine, that tells when a state is entered and left: a state that is entered anew from itself cannot be seen from outside. */
function withHooks(config: StateConfig, path: string, hooks: Pick<Hooks, 'onEnter' | 'onLeave'>): StateConfig {
  if (config.type === 'history' || config.history) return config
  const states = Object.entries((config.states ?? {}) as Record<string, StateConfig>)
  return {
    ...config,
    entry: [() => hooks.onEnter(path), ...listOf(config.entry)],
    exit: [...listOf(config.exit), () => hooks.onLeave(path)],
    ...(states.length > 0 && {
      states: Object.fromEntries(states.map(([key, inner]) => [key, withHooks(inner, path ? `${path}.${key}` : key, hooks)])),
    }),
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

function situationOf({ status, value, error }: AnyMachineSnapshot): Situation {
  const state = leavesOf(value).join(',')
  if (status === 'error') return { status, state, problem: textOf(error) }
  return { status: status === 'active' ? 'active' : 'done', state }
}

/** On one line: it goes into others' texts. */
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')

/** The innermost states of XState's nested state value. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Object.entries((value ?? {}) as object).flatMap(([key, inner]) => {
    const leaves = leavesOf(inner)
    return leaves.length > 0 ? leaves.map((leaf) => `${key}.${leaf}`) : [key]
  })
}
