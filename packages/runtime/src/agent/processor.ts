import { checkLabel, kindOf, ParleyError, type Wire } from '@parley/protocol'
import * as z from 'zod'
import type { Slot, Slots, ValueOf } from '../stream/declare.ts'
import type { Context } from './context.ts'
import type { Action, Signature } from './signature.ts'

type SlotRecord = Readonly<Record<string, Slot>>

/** What a processor declares: the slots that streams are matched to, and what any action may say. */
export interface ProcessorSpec extends Partial<Pick<Signature, 'description' | 'roles' | 'visibility' | 'totalMs' | 'stepMs' | 'delayMs'>> {
  readonly stdin: SlotRecord
  readonly stdtar?: SlotRecord
  readonly stdout?: SlotRecord
  /** Arguments beside the streams, the same for all steps; none when not given. */
  readonly input?: z.ZodType<unknown, Wire>
}

type Values<R> = { readonly [K in keyof R]: ValueOf<R[K]> }
type Part<P, K extends string> = P extends Record<K, infer R extends SlotRecord> ? R : Record<never, never>

/** What one step is given: a value for each input slot, and for each target slot or null where no stream fills it. */
export type Inputs<P extends ProcessorSpec> = Values<P['stdin']> & {
  readonly [K in keyof Part<P, 'stdtar'>]: ValueOf<Part<P, 'stdtar'>[K]> | null
}
/** What one step gives: a value for each output slot. */
export type Outputs<P extends ProcessorSpec> = Values<Part<P, 'stdout'>>

/** The signature of a processor: an action whose samples are sets of outputs. */
export interface ProcessorSignature<P extends ProcessorSpec> extends Signature {
  readonly input: P extends { input: infer I extends z.ZodType<unknown, Wire> } ? I : z.ZodObject<Record<never, never>>
  readonly yields: z.ZodType<Outputs<P>>
  /** What the last step gave. */
  readonly output: z.ZodType<Outputs<P>>
  readonly slots: Slots
  readonly processor: P
}

/** What a step knows beside what any handler knows. */
export interface Step<I = unknown> {
  readonly args: I
  /** Counted from 0. */
  readonly step: number
  /** Of the slots that a stream fills: the number of the sample that this step got. */
  readonly tags: Readonly<Record<string, number>>
  /** Of the same slots: samples that were sent between the one before and this one, and that no step got: dropped by the policy, or lost. */
  readonly missed: Readonly<Record<string, number>>
}

/** What a step gives, now or later: nothing where there is no output slot. */
export type Stepped<P extends ProcessorSpec> =
  | Outputs<P>
  | Promise<Outputs<P>>
  | (keyof Part<P, 'stdout'> extends never ? void | Promise<void> : never)

/**
 * An action that streams are matched to: it runs once per fresh set of inputs, and publishes its outputs under the interaction.
 * An agent's processor is its action `process`; other actions may have slots of their own. Throws ParleyError BAD_DEFINITION or BadNameError.
 */
export function processor<const P extends ProcessorSpec>(spec: P): Action<ProcessorSignature<P>>
export function processor<const P extends ProcessorSpec>(
  spec: P,
  run: (inputs: Inputs<P>, ctx: Context & Step<z.output<ProcessorSignature<P>['input']>>) => Stepped<P>,
): Action<ProcessorSignature<P>>
export function processor(spec: ProcessorSpec, run?: unknown): Action<Signature> {
  const { stdin, stdtar = {}, stdout = {}, input = z.object({}), ...rest } = spec
  const names = new Set<string>()
  for (const [part, slots] of Object.entries({ stdin, stdtar, stdout }))
    for (const [name, declared] of Object.entries(slots)) {
      checkLabel(name, `processor.${part}`)
      if (declared?.kind !== 'parley.slot')
        throw new ParleyError('BAD_DEFINITION', `processor.${part}.${name}: got ${kindOf(declared)}, expected slot.text(), slot.image() …`)
      if (names.has(name)) throw new ParleyError('BAD_DEFINITION', `processor.${part}.${name}: the name is taken by another slot`)
      names.add(name)
    }
  const sig = { ...rest, input, yields: z.custom<object>(), output: z.custom<object>(), slots: { stdin, stdtar, stdout } }
  return run === undefined ? { sig } : { sig, run }
}
