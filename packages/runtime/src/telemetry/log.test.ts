import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const LOG = new URL('./log.ts', import.meta.url).href

/** The lines that a process writes with a log. */
function linesOf(code: string, level?: string): Record<string, unknown>[] {
  const program = `import { createLog } from ${JSON.stringify(LOG)}\nconst log = createLog({ agent: 'bob' })\n${code}`
  const { PARLEY_LOG: _, ...env } = process.env
  const { stderr, stdout } = spawnSync(
    process.execPath,
    ['--conditions=@parley/source', '--import', 'tsx', '--input-type=module', '-e', program],
    { env: { ...env, ...(level !== undefined && { PARLEY_LOG: level }) }, encoding: 'utf8' },
  )
  expect(stdout).toBe('')
  return stderr
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

test('a line has what its log is bound to, its fields and its text; a secret is not written', () => {
  const lines = linesOf(
    `log.child({ uuid: 'a_b' }).error({ err: new Error('no'), password: 'hunter2', deep: { token: 'hunter3' } }, 'failed')\nlog.info({}, 'not at this level')`,
  )
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ level: 50, agent: 'bob', uuid: 'a_b', msg: 'failed', err: { message: 'no' } })
  expect(JSON.stringify(lines)).not.toContain('hunter')
})

test('PARLEY_LOG says from which level on; one that is none is told', () => {
  const all = `for (const level of ['debug', 'info', 'warn', 'error']) log[level]({}, level)`
  expect(linesOf(all, 'debug').map(({ msg }) => msg)).toEqual(['debug', 'info', 'warn', 'error'])
  expect(linesOf(all, 'silent')).toEqual([])
  expect(linesOf('', 'loud').map(({ msg }) => msg)).toEqual([expect.stringMatching(/^PARLEY_LOG: got "loud", expected one of trace, /)])
})
