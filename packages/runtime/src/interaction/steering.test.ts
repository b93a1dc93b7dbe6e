import { describe, expect, test, vi } from 'vitest'
import { targetRig } from '../testing/target-rig.ts'
import { Bound } from './bound.ts'

const acksOf = ({ post }: ReturnType<typeof targetRig>) =>
  post.acks.map(({ sender, senderInstance, id, message }) => ({ sender, senderInstance, id, ...message.ack }))

describe('cancel', () => {
  test('ends what runs, fires its signal, and is acknowledged to the sender’s instance', () => {
    const rig = targetRig()
    rig.ask('a-1')
    rig.steer('cancel', 'a-1')
    expect(rig.told('a-1')).toEqual(['received', 'running', 'completed cancelled'])
    expect(rig.job('a-1').aborted).toMatchObject({ code: 'CANCELLED', message: 'cancelled by alice' })
    expect(acksOf(rig)).toEqual([{ sender: 'alice', senderInstance: 's', id: 'a-1', op: 'cancel', ok: true, held: true }])
  })

  test('of what waits frees its place in the queue: it never begins', () => {
    const rig = targetRig()
    rig.ask('a-1')
    rig.ask('a-2')
    rig.steer('cancel', 'a-2')
    rig.job('a-1').done()
    expect(rig.told('a-2')).toEqual(['received', 'completed cancelled'])
    expect(rig.mailbox.waiting).toBe(0)
  })

  test('that comes before its request is remembered, as often as the request comes', () => {
    const rig = targetRig()
    rig.steer('cancel', 'a-1')
    expect(acksOf(rig)).toMatchObject([{ ok: false, held: false, code: 'NOT_HELD' }])
    rig.ask('a-1')
    expect(rig.told('a-1')).toEqual(['completed cancelled'])
    rig.ask('a-1')
    expect(rig.told('a-1')).toEqual(['completed cancelled', 'completed cancelled'])
  })

  test('that comes before its request is remembered for a minute only', () => {
    const rig = targetRig()
    rig.steer('cancel', 'a-1')
    rig.clock.advance(60_001)
    rig.ask('a-1')
    expect(rig.told('a-1')).toEqual(['received', 'running'])
  })

  test('of ten thousand unknown ids does not make memory grow further', () => {
    const rig = targetRig()
    for (let i = 0; i < 12_000; i++) rig.steer('cancel', `x-${i}`)
    rig.ask('x-0')
    rig.ask('x-11999')
    expect(rig.told('x-0')).toEqual(['received', 'running'])
    expect(rig.told('x-11999')).toEqual(['completed cancelled'])
  })

  test('of what has ended says its end again, and that nobody holds it', () => {
    const rig = targetRig()
    rig.ask('a-1')
    rig.job('a-1').done()
    rig.steer('cancel', 'a-1')
    expect(rig.told('a-1')).toEqual(['received', 'running', 'completed ok', 'completed ok'])
    expect(acksOf(rig)).toMatchObject([{ held: false, code: 'NOT_HELD' }])
  })
})

describe('rights', () => {
  test.each(['cancel', 'pause', 'resume', 'query'] as const)('%s by a stranger is refused and changes nothing', (op) => {
    const rig = targetRig()
    rig.ask('a-1')
    rig.steer(op, 'a-1', 'mallory')
    rig.steer(op, 'unknown', 'mallory')
    expect(rig.told('a-1')).toEqual(['received', 'running'])
    expect(acksOf(rig)).toMatchObject([
      { sender: 'mallory', ok: false, held: true, code: 'FORBIDDEN' },
      { sender: 'mallory', ok: false, held: false, code: 'FORBIDDEN' },
    ])
    rig.ask('unknown')
    expect(rig.told('unknown')).toEqual(['received'])
  })

  test('an operator may', () => {
    const rig = targetRig()
    rig.ask('a-1')
    rig.steer('cancel', 'a-1', 'cli-1234')
    expect(rig.last('a-1')).toMatchObject({ reason: 'cancelled', error: { message: 'cancelled by cli-1234' } })
  })
})

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

test('a request whose streams are being resolved is not lost: a query says so, and a cancel ends it', async () => {
  let resolve = (_: Bound) => {}
  const streams = new Promise<Bound>((done) => {
    resolve = done
  })
  const rig = targetRig({ bind: () => streams, job: { slots: { stdin: {}, stdtar: {}, stdout: {} } } })
  rig.ask('a-1')
  rig.steer('query', 'a-1')
  rig.steer('query', 'a-1', 'alice', { ids: [['a-1', -1]] })
  rig.steer('cancel', 'a-1')
  expect(acksOf(rig)).toMatchObject([
    { op: 'query', ok: true, held: true },
    { op: 'query', ok: true, held: true },
    { op: 'cancel', ok: true, held: true },
  ])
  resolve(new Bound({ stdin: new Map(), stdtar: new Map(), stdext: [] }, []))
  await vi.waitFor(() => expect(rig.told('a-1')).toEqual(['completed cancelled']))
})

test('a credit is handed on with who gives it, and is not acknowledged', () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.steer('credit', 'a-1', 'mallory', { upTo: 5 })
  expect(rig.credits).toMatchObject([['mallory', { id: 'a-1', upTo: 5 }]])
  expect(acksOf(rig)).toEqual([])
})

test('list tells an operator all that is held, and anybody else his own', () => {
  const rig = targetRig()
  rig.ask('a-1')
  rig.ask('a-2')
  rig.clock.advance(5)
  const listed = (sender: string) => {
    rig.steer('list', 'x', sender, { requester: sender })
    return rig.post.acks.at(-1)!.message
  }
  expect(listed('cli-me')).toMatchObject({
    ack: { op: 'list', ok: true, held: true },
    held: [
      { id: 'a-1', requester: 'alice', status: 'running', ageMs: 5 },
      { id: 'a-2', status: 'received', ageMs: 5 },
    ],
  })
  expect(listed('alice').held).toHaveLength(2)
  expect(listed('mallory').held).toEqual([])
})
