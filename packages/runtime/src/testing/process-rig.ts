import { MAX_STEPS } from '@parley/protocol'
import type { HandlerContext } from '../agent/handler-context.ts'
import { Process, type StepFields } from '../agent/process.ts'
import { processor } from '../agent/processor.ts'
import type { RunnableAction } from '../agent/run.ts'
import type { Signature } from '../agent/signature.ts'
import { limitsOf } from '../interaction/limits.ts'
import { slot } from '../stream/declare.ts'
import { StreamProxy } from '../stream/proxy.ts'
import { boundRig } from './bound-rig.ts'
import { targetRig } from './target-rig.ts'

const { sig } = processor({ stdin: { image: slot.any() }, stdtar: { label: slot.any() }, stdout: { caption: slot.any() } })

export type Step = (inputs: Record<string, unknown>, ctx: HandlerContext & StepFields) => unknown
interface Options {
  readonly step?: Step
  readonly places?: number
  readonly output?: RunnableAction['output']
  readonly streams?: Parameters<typeof boundRig>[0]
  readonly slots?: Signature
}

/** A processor whose streams are in the test's hand: what its steps were given, and what it wrote. */
export function processRig({
  slots = sig,
  step = ({ image }) => ({ caption: `${image}!` }),
  places = 1,
  output,
  streams = { stdin: ['image'], stdtar: ['label'] },
}: Options = {}) {
  const rigs = new Map<string, ReturnType<typeof boundRig>>()
  const given: unknown[] = []
  const wrote: unknown[] = []
  const action: RunnableAction = {
    ...{ name: 'process', sig: slots, limits: { single: limitsOf({}, 1), multi: limitsOf({}, 2) } },
    handler: (inputs, ctx) => {
      given.push(inputs)
      return step(inputs, ctx)
    },
    contextOf: (received) =>
      ({
        ...{ log: { error() {} }, flushStreams() {}, abort() {} },
        streams: new StreamProxy({
          sources: () => [...received.bound!.all()],
          ...{ own: () => [], attach: async () => {}, write: () => undefined, change: () => received.bound!.change() },
        }),
      }) as unknown as HandlerContext,
    flowOf: () => null as never,
    output(received, name, value) {
      wrote.push([received.request.id, name, value])
      return output?.(received, name, value)
    },
  }
  const rig = targetRig({
    places,
    runs: ({ action: name, numSteps }) => (name === 'work' ? new Process(action, { n: 1 }, numSteps as number) : undefined!),
    bind: async ({ id }) => rigs.set(id, boundRig(streams)).get(id)!.bound,
  })
  const ask = async (id: string, numSteps = MAX_STEPS) => {
    rig.ask(id, { numSteps, streams: { stdin: ['eye:image'], stdtar: [], stdext: [], stdunk: [] } })
    await rig.clock.settle()
  }
  const push = async (id: string, tag: number, ...images: string[]) => {
    for (const [i, image] of images.entries()) {
      rigs.get(id)!.push('image', tag + i, image)
      if (streams.stdtar) rigs.get(id)!.push('label', tag + i, `label of ${image}`)
    }
    await rig.clock.settle()
  }
  return { ...rig, ask, push, given, wrote, streamsOf: (id: string) => rigs.get(id)! }
}
