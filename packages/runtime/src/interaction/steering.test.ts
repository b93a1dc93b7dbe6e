import { describe, expect, test, vi } from 'vitest'
import { acksOf, targetRig } from '../testing/target-rig.ts'
import { Bound } from './bound.ts'

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
