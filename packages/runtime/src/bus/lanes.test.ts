import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lanes } from './lanes.ts'

const noFailure = (error: unknown): never => {
  throw error
}

function gate() {
  let open!: () => void
  const closed = new Promise<void>((settle) => {
    open = settle
  })
  return { open, closed }
}

test('what begins in a free lane begins at once, and leaves nothing behind', async () => {
  const lanes = new Lanes(noFailure)
  let done = false
  lanes.run('a', () => {
    done = true
  })
  expect(done).toBe(true)
  await lanes.idle()
  expect(lanes.size).toBe(0)
})

test('a lane waits for its own and for no other', async () => {
  const lanes = new Lanes(noFailure)
  const order: string[] = []
  const { open, closed } = gate()
  lanes.run('a', () => closed.then(() => void order.push('a1')))
  lanes.run('a', () => void order.push('a2'))
  lanes.run('b', () => void order.push('b1'))
  expect([lanes.has('a'), order]).toEqual([true, ['b1']])
  open()
  await lanes.idle()
  expect(order).toEqual(['b1', 'a1', 'a2'])
  expect([lanes.has('a'), lanes.size]).toEqual([false, 0])
})

test('a job that fails is told of once, and the next ones have their turn', async () => {
  const failures: unknown[] = []
  const lanes = new Lanes((error) => failures.push(error))
  const order: number[] = []
  lanes.run('a', () => Promise.reject(new Error('one')))
  lanes.run('a', () => {
    throw new Error('two')
  })
  lanes.run('a', () => void order.push(3))
  await lanes.idle()
  expect(failures).toEqual([new Error('one'), new Error('two')])
  expect(order).toEqual([3])
})

test('what a job adds to its own lane comes behind all that waited before', async () => {
  const lanes = new Lanes(noFailure)
  const order: number[] = []
  lanes.run('a', async () => {
    await Promise.resolve()
    lanes.run('a', () => void order.push(3))
    order.push(1)
  })
  lanes.run('a', () => void order.push(2))
  await lanes.idle()
  expect(order).toEqual([1, 2, 3])
})

test('whatever takes however long: in each lane the order of coming is the order of ending', async () => {
  const job = fc.record({ lane: fc.constantFrom('a', 'b', 'c'), turns: fc.nat(3) })
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 20, size: 'max' }), async (jobs) => {
      const lanes = new Lanes(noFailure)
      const ended: number[] = []
      jobs.forEach(({ lane, turns }, i) => {
        lanes.run(lane, async () => {
          for (let n = 0; n < turns; n++) await Promise.resolve()
          ended.push(i)
        })
      })
      await lanes.idle()
      for (const lane of ['a', 'b', 'c']) {
        const own = ended.filter((i) => jobs[i]!.lane === lane)
        expect(own).toEqual([...own].sort((a, b) => a - b))
      }
      expect(ended).toHaveLength(jobs.length)
    }),
  )
})
