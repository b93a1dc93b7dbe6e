import { describe, expect, test } from 'vitest'
import { CREDIT_BYTES, Credit } from './credit.ts'

const settled = async (wait: Promise<void> | null) => wait === null || (await Promise.race([wait.then(() => true), Promise.resolve(false)]))

test('up to the last tag that was granted there is room, and no further', () => {
  const credit = new Credit(1)
  expect([credit.room(0), credit.room(1)]).toEqual([null, null])
  expect(credit.room(2)).toBeInstanceOf(Promise)
})

test('who waits goes on with the next credit, all of them, and asks again', async () => {
  const credit = new Credit(-1)
  const [one, two] = [credit.room(0), credit.room(0)]
  expect(await settled(one)).toBe(false)
  credit.grant(0)
  await Promise.all([one, two])
  expect([credit.room(0), credit.room(1)]).toEqual([null, expect.any(Promise)])
})

test('the last credit counts, also when it is less', () => {
  const credit = new Credit(100)
  credit.grant(3)
  expect([credit.room(3), credit.room(4)]).toEqual([null, expect.any(Promise)])
})

describe('bytes', () => {
  test('too many since the last credit are waited for, whatever tags were granted', async () => {
    const credit = new Credit(100)
    credit.spent(CREDIT_BYTES - 1)
    expect(credit.room(1)).toBeNull()
    credit.spent(1)
    const wait = credit.room(1)
    expect(wait).toBeInstanceOf(Promise)
    credit.grant(100)
    await wait
    expect(credit.room(1)).toBeNull()
  })

  test('do not count for a reader that gives no credit', () => {
    const credit = new Credit(Number.POSITIVE_INFINITY)
    credit.spent(CREDIT_BYTES * 2)
    expect(credit.room(1_000_000)).toBeNull()
  })
})

test('when nobody reads any more, nobody waits any more', async () => {
  const credit = new Credit(-1)
  const wait = credit.room(0)
  credit.close()
  await wait
  expect(credit.room(1_000)).toBeNull()
})
