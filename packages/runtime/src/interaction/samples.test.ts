import { describe, expect, test } from 'vitest'
import { noSamples, wireSamples } from './samples.ts'
import { json } from './text.ts'

const image = Uint8Array.of(137, 80, 78, 71, 0, 255)
const tensor = { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1.5, -2) }
const wireTensor = { dtype: 'float32', shape: [2, 1], data: new Uint8Array(Float32Array.of(1.5, -2).buffer) }

test('samples go in the form in which they travel: a tensor by its bytes', () => {
  expect(wireSamples(['text', image, tensor, null, 5])).toEqual(['text', image, wireTensor, null, 5])
  expect(wireSamples({ frames: image, embedding: tensor })).toEqual({ frames: image, embedding: wireTensor })
})

test.each([wireTensor, { dtype: 'uint8', shape: [2], data: Uint8Array.of(1, 2) }])('what has that form already stays: %j', (sample) => {
  expect(wireSamples([sample])).toEqual([sample])
})

describe('I-11 a text of samples', () => {
  const text = json(['a caption', image, wireTensor])

  test('gives back text, image and tensor, in order', () => {
    expect(wireSamples(text)).toEqual(['a caption', image, wireTensor])
  })

  test('may be base64 as a whole', () => {
    expect(wireSamples(Buffer.from(text).toString('base64'))).toEqual(['a caption', image, wireTensor])
  })

  test('may be a map', () => {
    expect(wireSamples(' {"frames":{"$base64":"AQI="}}')).toEqual({ frames: Uint8Array.of(1, 2) })
  })

  test.each(['"alone"', 'neither', '[1', '5', '[{"$base64":"not base64!"}]'])('that is %s is refused', (wrong) => {
    expect(() => wireSamples(wrong)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('samples: got ') }),
    )
  })
})

test.each([
  [5, 'samples: got a number, expected a list, a map from stream to sample'],
  [image, 'samples: got a Uint8Array'],
  [[1, undefined], 'samples[1]'],
  [[{ dtype: 'float32', shape: [1], data: Float64Array.of(1) }], 'samples[0].data'],
  [[{ dtype: 'float32', shape: [3], data: Float32Array.of(1) }], 'samples[0].data'],
  [{ frames: new Date(0) }, 'samples.frames'],
])('%j are refused', (samples, message) => {
  expect(() => wireSamples(samples)).toThrow(message)
})

test('no samples are an empty list or an empty map', () => {
  expect([[], {}, [null], { a: 1 }].map((samples) => noSamples(samples))).toEqual([true, true, false, false])
})
