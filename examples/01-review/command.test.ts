import { describe, expect, it } from 'vitest'
import { parseCommand, UsageError } from './command.ts'

describe('a command line', () => {
  it('has a default for everything', () => {
    expect(parseCommand([])).toEqual({
      words: [],
      out: '.parley/review.md',
      analysts: 3,
      inFlight: 12,
      killOne: false,
      json: false,
      help: false,
    })
  })

  it("may begin with a package manager's --", () => {
    expect(parseCommand(['--', 'docs', '--json'])).toMatchObject({ words: ['docs'], json: true })
  })

  it('takes words and options in any order', () => {
    expect(parseCommand(['a.md', '--out', 'x.md', 'b.md', '--analysts=5'])).toMatchObject({
      words: ['a.md', 'b.md'],
      out: 'x.md',
      analysts: 5,
    })
  })

  it.each([['--analysts', '0'], ['--in-flight', 'x'], ['--frobnicate'], ['--out']])('refuses %s %s', (...argv) => {
    expect(() => parseCommand(argv)).toThrow(UsageError)
  })
})
