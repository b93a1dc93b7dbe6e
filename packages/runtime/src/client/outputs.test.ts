import { expect, test, vi } from 'vitest'
import type { SentInteraction, TargetState } from '../interaction/sent.ts'
import { slot } from '../stream/declare.ts'
import { encodeSample, type Tensor } from '../stream/sample.ts'
import { Samples } from './samples.ts'

const loss = slot.tensor({ dtype: 'float32', shape: [2] })
const [sent, target] = [{} as SentInteraction, {} as TargetState]

function reading() {
  const onLeave = vi.fn()
  const samples = new Samples<{ loss: Tensor }>({ action: 'learn', outputs: { loss }, credit: () => {}, onLeave })
  return { samples, onLeave, loop: samples.iterate()[Symbol.asyncIterator]() }
}

test('an output reaches the loop and the result in the form in which the processor gave it', async () => {
  const { samples, loop } = reading()
  const given = { dtype: 'float32', shape: [2], data: Float32Array.of(0.5, -3) } as const
  samples.arrive(sent, target, 'loss', 0, [encodeSample(loss.properties, given, 'loss')])
  expect((await loop.next()).value).toEqual({ loss: given })
  expect(samples.lastSet).toEqual({ loss: given })
})

test('one that is not what its slot says ends the loop with an error that names it', async () => {
  const { samples, loop, onLeave } = reading()
  samples.arrive(sent, target, 'loss', 0, ['none'])
  await expect(loop.next()).rejects.toMatchObject({ code: 'BAD_SAMPLE', message: expect.stringContaining('loss') })
  expect(onLeave).toHaveBeenCalledOnce()
})
