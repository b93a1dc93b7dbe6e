import { IllegalTransitionError, type InteractionStatus, STATUSES, SYSTEM, TRANSITIONS } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { aRequest, aStatus } from '../testing/message.ts'
import { requesterRig } from '../testing/requester-rig.ts'
import { targetRig } from '../testing/target-rig.ts'
import type { Bound } from './bound.ts'
import { draft, isSystem } from './draft.ts'
import { ended } from './ending.ts'
import { InteractionManager } from './manager.ts'
import { type Job, ReceivedInteraction } from './received.ts'
import { SentInteraction } from './sent.ts'

const job = { run() {}, abort() {} } as unknown as Job
const sent = (own: Parameters<typeof aRequest>[0] = {}, targets = ['bob', 'carol']) => new SentInteraction(aRequest(own), targets)
const received = () => new ReceivedInteraction(aRequest(), job, 0)

/** An interaction in a status, come to by legal edges. */
function standing(status: InteractionStatus): SentInteraction {
  const one = sent()
  const ways: Partial<Record<InteractionStatus, InteractionStatus[]>> = {
    running: ['requested', 'running'],
    paused: ['requested', 'running', 'paused'],
  }
  for (const step of ways[status] ?? (status === 'created' ? [] : [status])) one.become(step)
  return one
}

test.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))(
  'I-17 from %s to %s: legal as the table says, else it throws',
  (from, to) => {
    const one = standing(from)
    if (TRANSITIONS[from].includes(to)) {
      one.become(to)
      expect(one.status).toBe(to)
    } else {
      expect(() => one.become(to)).toThrow(IllegalTransitionError)
      expect(one.status).toBe(from)
    }
  },
)

test('I-18 created, running, paused and completed are each true in exactly one status', () => {
  const truths = STATUSES.map((status) => {
    const { created, running, paused, completed } = standing(status)
    return [status, Object.entries({ created, running, paused, completed }).flatMap(([name, is]) => (is ? [name] : []))]
  })
  expect(Object.fromEntries(truths)).toEqual({
    ...{ created: ['created'], running: ['running'], paused: ['paused'], completed: ['completed'] },
    ...{ requested: [], received: [], lazy: [] },
  })
})

test('I-18 nothing writes a status but the life cycle', () => {
  const one = sent()
  // @ts-expect-error the status is read only
  const write = () => (one.status = 'created')
  expect(write).toBeTypeOf('function')
  expect(() => one.become('paused')).toThrow(IllegalTransitionError)
})

describe('I-19 what an interaction is registered as', () => {
  test('is nothing before, then what its manager holds it as', () => {
    const manager = new InteractionManager(10)
    const [asked, was, own] = [sent(), received(), new ReceivedInteraction(aRequest({ id: 'own' }), job, 0, 'lazy')]
    expect([asked, was, own].map(({ registeredAs }) => registeredAs)).toEqual([null, null, null])
    manager.registerSent(asked)
    manager.registerReceived(was)
    manager.registerLazy(own)
    expect([asked, was, own].map(({ registeredAs }) => registeredAs)).toEqual(['sent', 'received', 'lazy'])
    manager.completeSent(asked, { reason: 'ok' })
    expect(asked.registeredAs).toBe('sent')
  })

  test('stays nothing when it is refused', () => {
    const { manager, send } = requesterRig({ capacity: 1 })
    send('a-1')
    const { sent: refused } = send('a-2')
    expect([refused.completed, refused.reason, refused.registeredAs, manager.open]).toEqual([true, 'rejected', null, 1])
  })
})

test('I-20 a request of the system is the system’s, and of anybody else it is not', () => {
  expect([isSystem(sent({ requester: SYSTEM })), isSystem(sent()), isSystem(draft())]).toEqual([true, false, false])
})

describe('I-37 an argument', () => {
  test('that is not there is null; one that is there is given', () => {
    const one = sent({ args: { text: 'a', none: null } })
    expect([one.arg('text'), one.arg('none'), one.arg('missing'), one.arg('toString')]).toEqual(['a', null, null, null])
  })

  test('is set whether it is there or not', () => {
    const one = sent({ args: { text: 'a' } })
    one.setArg('text', 'b')
    one.setArg('n', 5)
    expect([one.request.args, one.arg('n')]).toEqual([{ text: 'b', n: 5 }, 5])
  })

  test('is altered only where it is there, and that is told', () => {
    const one = sent({ args: { text: 'a' } })
    expect([one.alterArg('text', 'b'), one.alterArg('n', 5), one.alterArg('toString', 5)]).toEqual([true, false, false])
    expect(one.request.args).toEqual({ text: 'b' })
  })

  test('changes nobody’s own value', () => {
    const args = { text: 'a' }
    const request = aRequest({ args })
    const one = new SentInteraction(request, ['bob'])
    one.setArg('text', 'b')
    expect([args, request.args]).toEqual([{ text: 'a' }, { text: 'a' }])
  })

  test('is a value that travels, of arguments that have names', () => {
    expect(() => sent().setArg('when', new Date(0))).toThrow(expect.objectContaining({ code: 'NOT_WIRE', path: 'args.when' }))
    const list = sent({ args: ['a'] })
    expect(() => list.setArg('0', 'b')).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: 'args: got an array, expected a map, to set 0 in it' }),
    )
    expect([list.arg('0'), list.alterArg('0', 'b'), sent({ args: null }).arg('a')]).toEqual([null, false, null])
  })
})

test('I-38 a mark is nothing at first, then any object, then what it is replaced by', () => {
  const one = received()
  expect(one.mark).toBeNull()
  const mark = { seen: new Set([1]) }
  one.mark = mark
  expect(one.mark).toBe(mark)
  one.mark = null
  expect(one.mark).toBeNull()
})

describe('I-43 other targets', () => {
  test('replace the list, and nothing is known of them yet', () => {
    const one = sent()
    one.targets[0]!.recordTags({ out: 3 })
    one.retarget(['dave', 'bob', 'erin'])
    const unknown = { tags: null, ending: null, endedMs: -1, status: 'requested', instance: null, seq: -1 }
    expect(one.targets).toMatchObject(['dave', 'bob', 'erin'].map((name) => ({ name, ...unknown })))
    expect([one.targets.length, one.target('carol')]).toEqual([3, undefined])
  })

  test('come too late once it was sent', () => {
    const one = sent()
    one.become('requested')
    expect(() => one.retarget(['dave'])).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('before it is sent') }),
    )
    expect(one.targets.map(({ name }) => name)).toEqual(['bob', 'carol'])
  })
})

test('I-44 what one target ends with, and when, is written for that one only', () => {
  const { clock, requester, send } = requesterRig()
  const { sent: one } = send('a-1', {}, ['bob', 'carol'])
  clock.advance(500)
  requester.end(one, { reason: 'ok', state: 'done' }, one.target('bob'))
  const { ending, endedMs } = one.target('bob')!
  expect([ending, endedMs]).toEqual([{ reason: 'ok', state: 'done' }, clock.wallMs()])
  expect(one.target('carol')).toMatchObject({ ending: null, endedMs: -1, tags: null })
  expect([one.completed, one.reason, one.state]).toEqual([false, null, null])
})

test('I-45 the reason and the state of the whole are those of the last target; the summary tells of all', () => {
  const { requester, send } = requesterRig()
  const { sent: one } = send('a-1', {}, ['bob', 'carol'])
  requester.end(one, ended('error', 'HANDLER_FAILED', 'no'), one.target('bob'))
  requester.end(one, { reason: 'ok', state: 'done' }, one.target('carol'))
  expect([one.completed, one.reason, one.state, one.summary]).toEqual([true, 'ok', 'done', 'partial'])
})

describe('I-22 samples after the end', () => {
  test('are noted, and change nothing else', () => {
    const { requester, send } = requesterRig()
    const { sent: one } = send('a-1')
    expect(one.dataAfterEnd).toBe(false)
    requester.onSamples('bob', 'work', 'a-1', { tag: 0, data: [1] })
    requester.onStatus('bob', 'a-1', aStatus(0, { transitions: [['completed', 5]], reason: 'error' }))
    expect(one.dataAfterEnd).toBe(false)
    requester.onSamples('bob', 'work', 'a-1', { tag: 1, data: [2] })
    expect([one.dataAfterEnd, one.status, one.reason]).toEqual([true, 'completed', 'error'])
  })
})

test('I-24, I-28 steps are counted from -1; a run that begins anew has done none and has not begun, and the rest stays', () => {
  const { ask, job } = targetRig()
  ask('a-1')
  const { received, turn } = job('a-1')
  const bound = {} as Bound
  expect([received!.step, received!.startedMs > 0]).toEqual([-1, true])
  received!.bound = bound
  received!.step++
  turn!.boundary()
  received!.step++
  expect(received!.step).toBe(1)
  received!.resetState()
  expect(received).toMatchObject({ step: -1, startedMs: 0, pace: null, status: 'running' })
  expect(received!.bound).toBe(bound)
})

test('I-30 what is sent gets its time when it is registered', () => {
  const { clock, requester } = requesterRig()
  const one = sent()
  expect(one.sentMs).toBe(-1)
  requester.send(one)
  expect(one.sentMs).toBe(clock.nowMs())
})
