import {
  checkLabel,
  DELIVERIES,
  type Delivery,
  DTYPES,
  type Dtype,
  kindOf,
  ParleyError,
  type Properties,
  VISIBILITIES,
  type Visibility,
  type Wire,
} from '@parley/protocol'
import { encodeSample, type FileSample, type Tensor } from './sample.ts'

/** What a slot does with samples that it has not read: keeps them all and slows their writer, keeps the last one, or keeps the newest and counts what it drops. */
export const POLICIES = ['queue', 'latest', 'drop-oldest'] as const
export type Policy = (typeof POLICIES)[number]

interface StreamOptions {
  /** Streams of one group go out together, when all of them have data. Default: the stream's own name. */
  readonly group?: string
  /** `dm`: to the recipients of an interaction. `ps` (the default): to whoever subscribes. */
  readonly delivery?: Delivery
  /** `public`: in the world `public` as well. */
  readonly visibility?: Visibility
}

interface SlotOptions<T> {
  /** Fills the slot when no stream does; without one, an input slot must get a stream. */
  readonly default?: T
  /** Default: `queue` for streams that are delivered to the interaction, `latest` for those that everybody hears. */
  readonly policy?: Policy
  /** Samples that may wait: 256 when not given. */
  readonly limit?: number
}

interface TensorOptions {
  readonly dtype?: Dtype
  /** null: any length. */
  readonly shape?: readonly (number | null)[]
  /** Names of the positions along the last dimension. */
  readonly labels?: readonly string[]
}

/** A stream that an agent owns, declared. */
export interface StreamDeclaration<T = unknown> {
  readonly kind: 'parley.stream'
  readonly properties: Properties
  readonly group?: string
  readonly delivery: Delivery
  readonly visibility: Visibility
  /** Of the type only. */
  readonly of?: T
}

/** A slot of a processor, declared. */
export interface Slot<T = unknown> {
  readonly kind: 'parley.slot'
  readonly properties: Properties
  readonly default?: T
  readonly policy?: Policy
  readonly limit?: number
  /** Of the type only. */
  readonly of?: T
}

/** The slots of a processor, in the order in which they are filled: inputs, targets, outputs. */
export interface Slots {
  readonly stdin: Readonly<Record<string, Slot>>
  readonly stdtar: Readonly<Record<string, Slot>>
  readonly stdout: Readonly<Record<string, Slot>>
}

/** Not a plain object, so that a stream in the place of a value does not travel as if it were one. */
class Stream implements StreamDeclaration {
  readonly kind = 'parley.stream'
  declare readonly properties: Properties
  declare readonly delivery: Delivery
  declare readonly visibility: Visibility

  constructor(own: Omit<StreamDeclaration, 'kind'>) {
    Object.assign(this, own)
  }
}

const declared = (properties: Properties, { group, delivery = 'ps', visibility = 'world' }: StreamOptions = {}): StreamDeclaration => {
  if (group !== undefined) checkLabel(group, 'stream.group')
  checkOneOf('stream.delivery', delivery, DELIVERIES)
  checkOneOf('stream.visibility', visibility, VISIBILITIES)
  return new Stream({ properties, delivery, visibility, ...(group !== undefined && { group }) })
}

const slotOf = (properties: Properties, options: SlotOptions<unknown> = {}): Slot => {
  const { policy, limit } = options
  if (policy !== undefined) checkOneOf('slot.policy', policy, POLICIES)
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) throw bad('slot.limit', shown(limit), 'a whole number from 1')
  if ('default' in options) checkDefault(properties, options.default)
  return {
    kind: 'parley.slot',
    properties,
    ...('default' in options && { default: options.default }),
    ...(policy && { policy }),
    ...(limit && { limit }),
  }
}

const tensorOf = ({ dtype, shape, labels }: TensorOptions = {}): Properties => {
  if (dtype !== undefined) checkOneOf('tensor.dtype', dtype, DTYPES)
  if (shape !== undefined && !(Array.isArray(shape) && shape.every(isLength)))
    throw bad(
      'tensor.shape',
      Array.isArray(shape) ? `[${shape.map(shown)}]` : kindOf(shape),
      'a list of whole numbers from 0, null for any',
    )
  if (labels !== undefined && !(Array.isArray(labels) && labels.every((label) => typeof label === 'string')))
    throw bad('tensor.labels', kindOf(labels), 'a list of texts')
  const last = shape?.at(-1)
  if (labels && typeof last === 'number' && labels.length !== last)
    throw bad('tensor.labels', String(labels.length), `${last}, the length of the last dimension`)
  return {
    type: 'tensor',
    ...(dtype && { dtype }),
    ...(shape && { shape: [...shape] }),
    ...(labels && { labels: [...labels] }),
  }
}

const isLength = (n: unknown) => n === null || (Number.isInteger(n) && Number(n) >= 0)

const bad = (field: string, got: string, expected: string) =>
  new ParleyError('BAD_DEFINITION', `${field}: got ${got}, expected ${expected}`)

const shown = (value: unknown) =>
  typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' ? String(value) : kindOf(value)

function checkOneOf(field: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw bad(field, shown(value), known.join(', '))
}

/** A default goes where a sample would: what no stream could bring, no default may be. */
function checkDefault(properties: Properties, value: unknown): void {
  try {
    encodeSample(properties, value, 'slot.default')
  } catch (error) {
    throw new ParleyError('BAD_DEFINITION', (error as Error).message)
  }
}

/** Declares a stream that an agent owns. Throws ParleyError BAD_DEFINITION or BadNameError. */
export const stream = {
  text: (options?: StreamOptions) => declared({ type: 'text' }, options) as StreamDeclaration<string>,
  json: (options?: StreamOptions) => declared({ type: 'json' }, options) as StreamDeclaration<Wire>,
  /** An image file's bytes. */
  image: (options?: StreamOptions) => declared({ type: 'image' }, options) as StreamDeclaration<Uint8Array>,
  tensor: (options?: StreamOptions & TensorOptions) => declared(tensorOf(options), options) as StreamDeclaration<Tensor>,
  file: (options?: StreamOptions) => declared({ type: 'file' }, options) as StreamDeclaration<FileSample>,
  any: (options?: StreamOptions) => declared({ type: 'any' }, options) as StreamDeclaration<Wire>,
}

/** Declares a slot of a processor. Throws ParleyError BAD_DEFINITION. */
export const slot = {
  text: (options?: SlotOptions<string>) => slotOf({ type: 'text' }, options) as Slot<string>,
  json: (options?: SlotOptions<Wire>) => slotOf({ type: 'json' }, options) as Slot<Wire>,
  /** An image file's bytes. */
  image: (options?: SlotOptions<Uint8Array>) => slotOf({ type: 'image' }, options) as Slot<Uint8Array>,
  tensor: (options?: SlotOptions<Tensor> & TensorOptions) => slotOf(tensorOf(options), options) as Slot<Tensor>,
  file: (options?: SlotOptions<FileSample>) => slotOf({ type: 'file' }, options) as Slot<FileSample>,
  any: (options?: SlotOptions<Wire>) => slotOf({ type: 'any' }, options) as Slot<Wire>,
}

/** What the samples of a stream, or those that a slot takes, are in TypeScript. */
export type ValueOf<D> = D extends StreamDeclaration<infer T> | Slot<infer T> ? T : never
