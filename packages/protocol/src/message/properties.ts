import * as z from 'zod'
import { labelToken } from './field.ts'

/** What the samples of a stream are, and what a slot takes. */
export const STREAM_TYPES = ['text', 'json', 'image', 'tensor', 'file', 'any'] as const
export type StreamType = (typeof STREAM_TYPES)[number]

/** Elements of a tensor; on the wire its data are their bytes, little-endian. */
export const DTYPES = ['bool', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'] as const
export type Dtype = (typeof DTYPES)[number]

/** `dm`: samples go to the recipients of an interaction. `ps`: to whoever subscribes. */
export const DELIVERIES = ['dm', 'ps'] as const
export type Delivery = (typeof DELIVERIES)[number]

/** Whether an action or a stream is known in its agent's world only, or in the world `public` as well. */
export const VISIBILITIES = ['world', 'public'] as const
export type Visibility = (typeof VISIBILITIES)[number]

const properties = () => ({
  type: z.enum(STREAM_TYPES),
  /** Of a tensor; null: any length. */
  shape: z.array(z.int().min(0).nullable()).optional(),
  dtype: z.enum(DTYPES).optional(),
  /** Names of the positions along a tensor's last dimension. */
  labels: z.array(z.string()).optional(),
})
export const propertiesSchema = z.lazy(() => z.object(properties()))
export type Properties = z.infer<typeof propertiesSchema>

/** A stream, as its owner tells of it. */
export const streamSchema = z.lazy(() =>
  z.object({
    name: labelToken,
    group: labelToken,
    delivery: z.enum(DELIVERIES),
    visibility: z.enum(VISIBILITIES),
    ...properties(),
  }),
)
export type StreamProfile = z.infer<typeof streamSchema>

/** A slot, as its agent tells of it. */
export const slotSchema = z.lazy(() => z.object({ name: labelToken, required: z.boolean(), ...properties() }))
export type SlotProfile = z.infer<typeof slotSchema>

/** Slots in the order in which they are filled. */
export const slotsSchema = z.lazy(() => z.object({ stdin: z.array(slotSchema), stdtar: z.array(slotSchema), stdout: z.array(slotSchema) }))
export type SlotsProfile = z.infer<typeof slotsSchema>
