import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import { describeLog } from './log-line.ts'
import { updateLine } from './update-line.ts'

const plain = picocolors.createColors(false)
const update = { uuid: 'a_b', target: 'worker', instance: '03ha31cxpb57vy4uc4x5ab12', atMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6) } as const
const told = (more: object) =>
  updateLine({ ...update, status: 'running', ...more } as never, plain)
    .split('  ')
    .slice(1)

test('an update is a line: who, what, which step, and at the end why', () => {
  expect(updateLine({ ...update, status: 'received' }, plain)).toMatch(/^\d\d:04:05\.006 {2}worker\/ab12 {2}received$/)
  expect(told({ step: 0, steps: 3 })).toEqual(['worker/ab12', 'running', 'step 1/3'])
  expect(told({ status: 'received', step: 2 })).toEqual(['worker/ab12', 'received'])
  expect(told({ status: 'completed', reason: 'ok', step: 2 })).toEqual(['worker/ab12', 'completed ok', 'step 3'])
  const error = { code: 'TIMEOUT', message: 'too late', retryable: true }
  expect(told({ status: 'completed', reason: 'timeout', error, instance: undefined })).toEqual([
    ...['worker', 'completed timeout', 'TIMEOUT: too late (trying again may help)'],
  ])
})

test('an agent’s log is read for a person; what it prints stays as it is', () => {
  const err = { message: 'on fire', stack: 'Error: on fire\n    at node:fs:1\n    at burn (/a/b.ts:2:3)' }
  expect(describeLog(JSON.stringify({ level: 50, msg: 'the handler failed', uuid: 'a_b', err }), plain)).toBe(
    'error the handler failed: on fire a_b\n  at burn (/a/b.ts:2:3)',
  )
  expect(describeLog('{"level":30,"msg":"hello"}', plain)).toBe('info hello')
  for (const text of ['hello', '{"level":', '{"level":"x"}', '{"a":1}']) expect(describeLog(text, plain)).toBe(text)
})
