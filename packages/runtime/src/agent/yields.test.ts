import type { Wire } from '@parley/protocol'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { run } from '../testing/activation-rig.ts'

describe('a generator', () => {
  const numbers = (to: number, last?: unknown) =>
    async function* () {
      for (let i = 0; i < to; i++) yield i
      return last
    }
  const flat = (sent: Wire[]) => (sent as Wire[][]).flatMap(([, , ...data]) => data)

  test('sends each yield as a sample of the stream of its name, before its end', async () => {
    const { ending, sent, received } = run({ yields: z.number(), output: z.string() }, numbers(3, 'end'))
    expect(await ending).toEqual({ reason: 'ok', result: 'end' })
    expect(sent.map((one) => (one as Wire[])[0])).toContain('work')
    expect(flat(sent)).toEqual([0, 1, 2])
    expect([received.step, received.tags]).toEqual([2, { work: 2 }])
  })

  test('is closed after the steps that were asked for', async () => {
    const closed = vi.fn()
    const { ending, sent } = run(
      { yields: z.number() },
      async function* () {
        try {
          for (let i = 0; ; i++) yield i
        } finally {
          closed()
        }
      },
      { numSteps: 3 },
    )
    expect(await ending).toEqual({ reason: 'ok' })
    expect(flat(sent)).toEqual([0, 1, 2])
    expect(closed).toHaveBeenCalledOnce()
  })

  test('that yields what its schema forbids ends with an error, is closed, and keeps the good ones', async () => {
    const closed = vi.fn()
    const { ending, sent } = run({ yields: z.number() }, async function* () {
      try {
        yield 1
        yield 'two'
      } finally {
        closed()
      }
    })
    expect(await ending).toMatchObject({ reason: 'error', error: { code: 'BAD_RESULT', message: 'yields: got a string, expected number' } })
    expect(closed).toHaveBeenCalledOnce()
    expect(flat(sent)).toEqual([1])
  })

  test('without a schema for what it yields ends with an error that says so', async () => {
    const { ending, sent } = run({}, numbers(3))
    expect(await ending).toMatchObject({ reason: 'error', error: { code: 'BAD_RESULT', message: expect.stringContaining('yields') } })
    expect(sent).toEqual([])
  })

  test('waits at a boundary, and what it has written is out by then', async () => {
    const waits: (() => void)[] = []
    const { ending, sent } = run({ yields: z.number() }, numbers(2), {
      boundary: () => new Promise((goOn) => waits.push(goOn)),
    })
    await vi.waitUntil(() => waits.length === 1)
    expect(flat(sent)).toEqual([0])
    waits[0]!()
    await vi.waitUntil(() => waits.length === 2)
    expect(flat(sent)).toEqual([0, 1])
    waits[1]!()
    expect(await ending).toEqual({ reason: 'ok' })
  })
})

test.each([
  ['yields what its schema forbids', 'two'],
  ['throws', null],
])('I-29 a step that %s is not counted', async (_, second) => {
  const { received, ending } = run({ yields: z.number() }, async function* () {
    yield 1
    if (second === null) throw new Error('no')
    yield second
  })
  expect((await ending).reason).toBe('error')
  expect(received.step).toBe(0)
})
