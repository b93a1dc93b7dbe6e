import { expect, test } from 'vitest'
import type { AgentView } from '../../supervisor/event.ts'
import type { NetworkEvent } from '../event.ts'
import { seat } from './model.ts'

test('while a network starts, its seats are known from its events', () => {
  const where = { agent: 'worker', number: 1 }
  const events: NetworkEvent[] = [
    { kind: 'starting', ...where, pid: 7 },
    { kind: 'starting', agent: 'worker', number: 2, pid: 8 },
    { kind: 'exited', ...where, pid: 7, instance: undefined, code: 1, signal: null, failure: undefined },
    { kind: 'restarting', ...where, inMs: 100, attempt: 1 },
    { kind: 'starting', ...where, pid: 9 },
    { kind: 'ready', ...where, pid: 9, instance: 'a', tookMs: 5 },
    { kind: 'up', tookMs: 9 },
  ]
  expect(events.reduce<readonly AgentView[]>(seat, [])).toEqual([
    { name: 'worker', number: 1, pid: 9, instance: 'a', state: 'ready', restarts: 1 },
    { name: 'worker', number: 2, pid: 8, instance: undefined, state: 'starting', restarts: 0 },
  ])
})
