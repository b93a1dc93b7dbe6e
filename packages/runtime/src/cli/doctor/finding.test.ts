import { expect, test } from 'vitest'
import { judgeNode, judgePayload, judgeServer, judgeStorage } from './finding.ts'

test('a Node that is too old fails, with the one to get', () => {
  expect(judgeNode('20.18.1')).toMatchObject({ level: 'fail', advice: expect.stringContaining('20.19') })
  for (const version of ['20.19.0', '22.1.0', '24.0.0']) expect(judgeNode(version).level).toBe('ok')
})

test('an old server works, with a warning', () => {
  expect(judgeServer('2.9.10')).toMatchObject({ level: 'warn', found: '2.9.10' })
  expect(judgeServer('2.14.0').level).toBe('ok')
})

test('what storage means is said, whichever it is', () => {
  expect(judgeStorage(false, false)).toMatchObject({ level: 'warn', advice: expect.stringContaining('durable') })
  expect(judgeStorage(true, false).advice).toMatch(/survives the death of any process.*power loss.*three replicas.*sync_interval: always/)
  expect(judgeStorage(true, true).level).toBe('ok')
})

test('a payload below the usual is worth a warning', () => {
  expect(judgePayload(1_048_576)).toMatchObject({ level: 'ok', found: expect.stringContaining('1024 KiB') })
  expect(judgePayload(65_000)).toMatchObject({ level: 'warn', found: '65000 bytes' })
})
