import type { Wire } from '@parley/protocol'
import { Bound, type Source } from '../interaction/bound.ts'
import { Buffer } from '../stream/buffer.ts'

interface Options {
  /** Slots that a stream fills, by `eye:{slot}`; null: the default does. */
  readonly stdin?: readonly string[]
  readonly defaults?: readonly string[]
  readonly stdtar?: readonly string[]
  readonly stdext?: readonly string[]
  /** Slots that a value fills. */
  readonly samples?: Readonly<Record<string, Wire>>
}

/** The streams of one interaction, with what comes on them in the test's hand. */
export function boundRig({ stdin = [], defaults = [], stdtar = [], stdext = [], samples = {} }: Options = {}) {
  const log: string[] = []
  const buffers = new Map<string, Buffer>()
  const closed = new Map<string, Error>()
  const source = (name: string, hash = `eye:${name}`): Source => {
    const buffer = new Buffer({ policy: 'queue', limit: 100, onFresh: () => bound.changed() }, 0)
    buffers.set(name, buffer)
    return {
      ...{ hash, isStream: hash.startsWith('eye:') },
      get fresh() {
        return buffer.fresh
      },
      get tag() {
        return buffer.tag
      },
      get closed() {
        return closed.get(name) ?? null
      },
      take: () => buffer.take(),
      clear: () => buffer.clear(),
      decode: (value) => value,
    }
  }
  const filled = (names: readonly string[]) => names.map((name): [string, Source | null] => [name, source(name)])
  const given = Object.keys(samples).map((name, i): [string, Source] => [name, source(name, `<data_sample_${i}>`)])
  const parts = {
    stdin: new Map([...filled(stdin), ...given, ...defaults.map((name): [string, null] => [name, null])]),
    stdtar: new Map(filled(stdtar)),
    stdext: stdext.map((name) => source(name)),
  }
  const line = { begin: () => log.push('begin'), close: () => log.push('close') }
  const bound: Bound = new Bound(parts, [line])
  for (const [name, value] of Object.entries(samples)) buffers.get(name)!.push(0, [value])
  return {
    ...{ bound, log, source },
    push: (name: string, tag: number, ...data: Wire[]) => buffers.get(name)!.push(tag, data),
    /** The owner of what fills it is gone. */
    gone(name: string) {
      closed.set(name, new Error(`eye, whose stream ${name} is read, is gone`))
      bound.changed()
    },
  }
}
