import { expect, test } from 'vitest'
import { checkStatements, explain, listed } from './check.ts'

const report = (...tests: [status: string, ...titles: string[]][]) => ({
  testResults: [
    { assertionResults: tests.map(([status, ...titles]) => ({ status, ancestorTitles: titles.slice(0, -1), title: titles.at(-1)! })) },
  ],
})
const none = new Set<string>()

test('a statement needs a passed test whose name begins with its number', () => {
  const tests = report(['passed', 'I-1 is'], ['failed', 'I-2 is'], ['skipped', 'I-3 is'], ['passed', 'see I-4'], ['passed', 'I-50 is'])
  expect(checkStatements(tests, { I: 5 }, none)).toEqual({ missing: ['I-2', 'I-3', 'I-4', 'I-5'], found: [], unknown: ['I-50'] })
})

test('the name of its group counts, and so do several numbers', () => {
  const tests = report(['passed', 'I-1 a callback', 'runs once'], ['passed', 'with streams', 'I-2, I-3 is'], ['failed', 'I-4 group', 'one'])
  expect(checkStatements(tests, { I: 4 }, none).missing).toEqual(['I-4'])
})

test('one passed test is enough for a number, and numbers of other prefixes are others', () => {
  const tests = report(['failed', 'I-1 a'], ['passed', 'I-1 b'], ['passed', 'RT-2 c'], ['passed', 'I-2x d'])
  expect(checkStatements(tests, { I: 2, RT: 2 }, none)).toEqual({ missing: ['I-2', 'RT-1'], found: [], unknown: [] })
})

test('what is listed may be without a test; what is listed and has one is told', () => {
  const known = listed('# until they are built\n\nI-1\nI-3 # later\n')
  const verdict = checkStatements(report(['passed', 'I-1 is']), { I: 3 }, known)
  expect(verdict).toEqual({ missing: ['I-2'], found: ['I-1'], unknown: [] })
  expect(checkStatements(report(), { I: 1 }, new Set(['I-1', 'I-2'])).unknown).toEqual(['I-2'])
})

test('the verdict says what is missing, and is good when nothing is', () => {
  const bad = explain({ missing: ['I-2'], found: [], unknown: ['I-98'] }, { I: 97 })
  expect(bad).toEqual({ good: false, lines: ['statements without a passed test: I-2', 'numbers that no statement has: I-98'] })
  const good = explain({ missing: [], found: ['I-1'], unknown: [] }, { I: 97 })
  expect([good.good, good.lines.length]).toEqual([true, 2])
  expect(good.lines[1]).toContain('I-1 to I-97')
})
