import * as z from 'zod'
import type { Wire } from '../wire.ts'
import { checking, counter, idToken, version, wire } from './field.ts'
import { leaf } from './quick.ts'

/** Samples of one stream, in order: the first has `tag`, the next `tag + 1`, and so on. The subject says whose they are and for whom. */
export const samplesSchema = z.lazy(() =>
  z.object({
    v: version,
    tag: counter,
    /** Of what goes to all subscribers: which instance of the owner counts these tags. */
    instance: idToken.optional(),
    data: leaf(z.array(wire).min(1), (value) => Array.isArray(value) && value.length > 0 && value.every((one) => one !== undefined)),
  }),
)
export type SamplesMessage = z.infer<typeof samplesSchema>

/** Throws BadMessageError. */
export const checkSamples: (value: Wire) => SamplesMessage = checking('samples', samplesSchema)
