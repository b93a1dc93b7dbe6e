import { describe, expect, test } from 'vitest'
import { acksOf, targetRig } from '../testing/target-rig.ts'

describe('query', () => {
  test('is answered with the last status and an acknowledgement', () => {
    const rig = targetRig()
    rig.ask('a-1')
    rig.steer('query', 'a-1')
    expect(rig.last('a-1')).toMatchObject({ status: 'running', transitions: [], seq: 2 })
    expect(acksOf(rig)).toEqual([{ sender: 'alice', senderInstance: 's', id: 'a-1', op: 'query', ok: true, held: true }])
  })

  test('of what has ended is answered with its end', () => {
    const rig = targetRig()
    rig.ask('a-1')
    rig.job('a-1').done({ reason: 'ok', result: 1 })
    rig.steer('query', 'a-1')
    expect(rig.told('a-1').at(-1)).toBe('completed ok')
    expect(acksOf(rig)).toMatchObject([{ held: true }])
  })

  test('of what nobody knows is answered too: nobody waits for silence', () => {
    const rig = targetRig()
    rig.steer('query', 'a-1')
    expect(acksOf(rig)).toMatchObject([{ ok: true, held: false }])
    expect(rig.post.statuses).toEqual([])
  })
})

describe('a query that says what was heard', () => {
  const seqOf = (rig: ReturnType<typeof targetRig>) => rig.last('a-1')!.seq

  test('is answered without a status when there is nothing newer', () => {
    const rig = targetRig()
    rig.ask('a-1')
    const before = rig.post.statuses.length
    rig.steer('query', 'a-1', 'alice', { seq: seqOf(rig) })
    expect(rig.post.statuses).toHaveLength(before)
    expect(acksOf(rig)).toMatchObject([{ ok: true, held: true }])
  })

  test.each([-1, 0])('is answered with the last status when only %d was heard', (seq) => {
    const rig = targetRig()
    rig.ask('a-1')
    rig.steer('query', 'a-1', 'alice', { seq })
    expect(rig.last('a-1')).toMatchObject({ status: 'running', transitions: [], seq: 2 })
  })

  test('is told what waits for the window to close, at once and once', () => {
    const rig = targetRig({ windowMs: 1_000 })
    rig.ask('a-1')
    rig.steer('query', 'a-1', 'alice', { seq: -1 })
    expect(rig.told('a-1')).toEqual(['received', 'running'])
    rig.clock.advance(2_000)
    expect(rig.post.statuses).toHaveLength(1)
  })

  test('is always told an end', () => {
    const rig = targetRig()
    rig.ask('a-1')
    const seq = seqOf(rig)
    rig.job('a-1').done({ reason: 'ok', result: 1 })
    rig.steer('query', 'a-1', 'alice', { seq })
    expect(rig.told('a-1').filter((told) => told === 'completed ok')).toHaveLength(2)
  })
})

describe('a query of many', () => {
  const answersOf = ({ post }: ReturnType<typeof targetRig>) => post.acks.map(({ id, message }) => [id, message.ack, message.ids])

  test('is answered by one acknowledgement when all are held, and no status when there is nothing newer', () => {
    const rig = targetRig()
    for (const id of ['s-1', 's-2', 'x']) rig.ask(id)
    const before = rig.post.statuses.length
    rig.steer('query', 's-1', 'alice', {
      ids: [
        [1, 1],
        [2, 0],
        ['x', 0],
      ],
    })
    expect(answersOf(rig)).toEqual([['s-1', { op: 'query', ok: true, held: true }, [1, 2, 'x']]])
    expect(rig.post.statuses).toHaveLength(before)
  })

  test('is told of each what was not heard: a status, a pause, an end', () => {
    const rig = targetRig({ places: 3 })
    for (const id of ['s-1', 's-2', 's-3']) rig.ask(id)
    rig.job('s-2').done({ reason: 'ok', result: 2 })
    rig.post.statuses.length = 0
    rig.steer('query', 's-1', 'alice', {
      ids: [
        [1, 0],
        [2, 1],
        [3, 1],
      ],
    })
    expect(rig.post.statuses.map(({ id, message }) => [id, message.status, message.result])).toEqual([
      ['s-1', 'running', undefined],
      ['s-2', 'completed', 2],
    ])
    expect(answersOf(rig)).toEqual([['s-1', { op: 'query', ok: true, held: true }, [1, 2, 3]]])
  })

  test('those that nobody knows are named in an acknowledgement of their own', () => {
    const rig = targetRig()
    rig.ask('s-2')
    rig.steer('query', 's-1', 'alice', {
      ids: [
        [1, -1],
        [2, 0],
        [3, -1],
      ],
    })
    expect(answersOf(rig)).toEqual([
      ['s-1', { op: 'query', ok: true, held: true }, [2]],
      ['s-1', { op: 'query', ok: true, held: false }, [1, 3]],
    ])
  })

  test('none of which is known is answered by one acknowledgement', () => {
    const rig = targetRig()
    rig.steer('query', 's-1', 'alice', { ids: [[1, -1]] })
    expect(answersOf(rig)).toEqual([['s-1', { op: 'query', ok: true, held: false }, [1]]])
  })

  test('by a stranger is refused, once, and nothing is told', () => {
    const rig = targetRig()
    rig.ask('s-1')
    rig.post.statuses.length = 0
    rig.steer('query', 's-1', 'mallory', { ids: [[1, -1]] })
    expect(answersOf(rig)).toEqual([['s-1', { op: 'query', ok: false, held: true, code: 'FORBIDDEN' }, undefined]])
    expect(rig.post.statuses).toEqual([])
  })
})
