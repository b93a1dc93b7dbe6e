import { ParleyError, type Wire } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { Buffer } from './buffer.ts'
import { StreamProxy } from './proxy.ts'

const turn = () => new Promise((next) => setImmediate(next))

/** A proxy over buffers that the test fills, and of what it wrote. */
function setUp(...hashes: string[]) {
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = []
  const wake = () => {
    for (const { resolve } of waiting.splice(0)) resolve()
  }
  const end = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  const sources = hashes.map((hash) => ({
    hash,
    buffer: new Buffer({ policy: 'queue', limit: 10, onFresh: wake }, 0),
    closed: null as Error | null,
    take() {
      return this.buffer.take()
    },
    decode(value: Wire) {
      if (value === 'bad') throw new ParleyError('BAD_SAMPLE', `${hash}: bad`)
      return `${value}!`
    },
  }))
  const written: [string, unknown][] = []
  const writes: { wait: Promise<unknown> | undefined; refusal: Error | null } = { wait: undefined, refusal: null }
  const proxy = new StreamProxy({
    sources: () => sources,
    own: () => ['frames', 'caption'],
    attach: async () => {},
    write(name, value) {
      if (writes.refusal) throw writes.refusal
      written.push([name, value])
      return writes.wait
    },
    change: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
  })
  return { proxy, sources, written, writes, wake, end }
}

describe('reading', () => {
  test('by full name, by name alone, by place: each once, in order, decoded', async () => {
    const { proxy, sources } = setUp('eye:frames', 'ear:sound')
    sources[0]!.buffer.push(0, ['a', 'b', 'c'])
    expect(proxy.names).toEqual(['eye:frames', 'ear:sound'])
    expect([await proxy.read('eye:frames'), await proxy.read('frames'), await proxy.read(0)]).toEqual(['a!', 'b!', 'c!'])
  })

  test('I-53 a value in the place of a stream is read by its name', async () => {
    const { proxy, sources } = setUp('eye:frames', '<data_sample_0>')
    sources[1]!.buffer.push(0, ['first'])
    expect(await proxy.read('<data_sample_0>')).toBe('first!')
  })

  test('waits for the next, and is not waked for good by what comes on another', async () => {
    const { proxy, sources } = setUp('eye:frames', 'ear:sound')
    let got: unknown
    void proxy.read('frames').then((value) => {
      got = value
    })
    sources[1]!.buffer.push(0, ['noise'])
    await turn()
    expect(got).toBeUndefined()
    sources[0]!.buffer.push(0, ['a'])
    await turn()
    expect(got).toBe('a!')
  })

  test('of all gives the next of each', async () => {
    const { proxy, sources } = setUp('eye:frames', 'ear:sound')
    const all = proxy.readAll()
    sources[1]!.buffer.push(0, ['b'])
    sources[0]!.buffer.push(0, ['a'])
    expect(await all).toEqual({ 'eye:frames': 'a!', 'ear:sound': 'b!' })
  })

  test('without waiting gives undefined where there is nothing', () => {
    const { proxy, sources } = setUp('eye:frames')
    expect(proxy.take('frames')).toBeUndefined()
    sources[0]!.buffer.push(0, ['a'])
    expect(proxy.take('frames')).toBe('a!')
  })

  test('what is there is read after the owner is gone, then the reader is told', async () => {
    const { proxy, sources, wake } = setUp('eye:frames')
    const [source] = sources
    source!.buffer.push(0, ['a'])
    source!.closed = new ParleyError('STREAM_GONE', 'eye is gone')
    expect(await proxy.read('frames')).toBe('a!')
    const next = proxy.read('frames')
    wake()
    await expect(next).rejects.toMatchObject({ code: 'STREAM_GONE' })
  })

  test('throws what the interaction ended with, a bad sample, and a name that is none with those that there are', async () => {
    const { proxy, sources, end } = setUp('eye:frames')
    const read = proxy.read('frames')
    end(new ParleyError('TIMEOUT', 'over'))
    await expect(read).rejects.toMatchObject({ code: 'TIMEOUT' })
    sources[0]!.buffer.push(0, ['bad'])
    await expect(proxy.read('frames')).rejects.toMatchObject({ code: 'BAD_SAMPLE' })
    await expect(proxy.read('rames')).rejects.toMatchObject({ code: 'UNKNOWN_STREAM', message: expect.stringContaining('eye:frames') })
    await expect(proxy.read(1)).rejects.toMatchObject({ code: 'UNKNOWN_STREAM' })
  })
})

describe('writing', () => {
  test('by name or place among its own, several at once too', async () => {
    const { proxy, written } = setUp()
    await proxy.write('frames', 1)
    await proxy.write(1, 2)
    await proxy.writeAll({ frames: 3, caption: 4 })
    expect(written).toEqual([
      ['frames', 1],
      ['caption', 2],
      ['frames', 3],
      ['caption', 4],
    ])
    await expect(proxy.write(2, 5)).rejects.toMatchObject({ code: 'UNKNOWN_STREAM' })
  })

  test('what cannot be written rejects', async () => {
    const { proxy, writes } = setUp()
    writes.refusal = new ParleyError('BAD_SAMPLE', 'no')
    await expect(proxy.write('frames', 1)).rejects.toMatchObject({ code: 'BAD_SAMPLE' })
  })

  test('an end that comes before it is on its way rejects, and ends no process where nobody awaits', async () => {
    const { proxy, writes } = setUp()
    const discarded = new ParleyError('DISCARDED', 'over')
    writes.wait = Promise.reject(discarded)
    void proxy.write('frames', 1)
    await expect(proxy.write('frames', 2)).rejects.toBe(discarded)
    writes.refusal = discarded
    void proxy.write('frames', 3)
    await turn() // an unhandled rejection would fail the run
    await expect(proxy.write('frames', 4)).rejects.toBe(discarded)
  })
})
