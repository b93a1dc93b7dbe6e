import { expect, test } from 'vitest'
import { judgeExit, type RestartPolicy } from './restart.ts'

const policy: RestartPolicy = { when: 'failure', max: 3, windowS: 60 }
const crash = { failed: true }
const leave = { failed: false }
const at = (ms: number, random = 1) => ({ ms, random })

test('a crash is followed by a restart, an orderly end by rest, unless the policy says otherwise', () => {
  expect(judgeExit(policy, crash, [], at(0))).toEqual({ kind: 'restart', inMs: 100, attempt: 1 })
  expect(judgeExit(policy, leave, [], at(0))).toEqual({ kind: 'rest' })
  expect(judgeExit({ ...policy, when: 'always' }, leave, [], at(0))).toMatchObject({ kind: 'restart' })
  expect(judgeExit({ ...policy, when: 'never' }, crash, [], at(0))).toEqual({ kind: 'rest' })
})

test('the pause doubles with each restart in the window and stays within a half and the whole of it', () => {
  const pause = (restarts: number, random: number) => {
    const verdict = judgeExit({ ...policy, max: 100 }, crash, Array<number>(restarts).fill(0), at(0, random))
    return verdict.kind === 'restart' ? verdict.inMs : undefined
  }
  expect([0, 1, 2, 3].map((n) => pause(n, 1))).toEqual([100, 200, 400, 800])
  expect(pause(2, 0)).toBe(200)
  expect(pause(50, 1)).toBe(10_000)
})

test('one restart more than the limit within the window gives up, and old ones do not count', () => {
  expect(judgeExit(policy, crash, [1_000, 2_000, 3_000], at(4_000))).toEqual({ kind: 'give-up', restarts: 3 })
  expect(judgeExit(policy, crash, [1_000, 2_000, 3_000], at(61_500))).toMatchObject({ kind: 'restart', attempt: 3 })
  expect(judgeExit({ ...policy, max: 0 }, crash, [], at(0))).toEqual({ kind: 'give-up', restarts: 0 })
})
