import { describe, expect, it } from 'vitest'
import { syllables, syllablesIn } from './syllables.ts'

/** Words as a dictionary divides them. */
const DICTIONARY = {
  1: 'the queue makes tried need blue guide change changed files while does boat year piece through strengths played stopped league',
  2: "table handled places useful statement timeout namespace action social special million question people create trying playing didn't prism centre unique quiet",
  3: 'element implement agreement initial previous various radio video quality influence completely gradient media idea museum continue',
  4: 'variable algorithm hierarchy material situation coordinate interaction evaluate intuitive environment efficiently available negotiate',
  5: 'configuration continuity ambiguity evaluation specification electricity',
} as const

const listed = Object.entries(DICTIONARY).flatMap(([count, words]) => words.split(' ').map((word) => [word, Number(count)] as const))

describe('syllables', () => {
  it.each(listed)('%s has %i', (word, count) => {
    expect(syllables(word)).toBe(count)
  })

  it('of a hyphenated word are those of its parts', () => {
    expect(syllables('near-duplicate')).toBe(4)
    expect(syllables('state-of-the-art')).toBe(4)
  })

  it('of identifiers, versions and acronyms are two, however long they are', () => {
    for (const word of ['maxReconnectAttempts', 'fs.readFile', 'v2', 'HTTP', 'snake_case_name', 'and/or', '2026'])
      expect(syllables(word)).toBe(2)
  })

  it('ignore accents and case', () => {
    expect(syllables('Caf\u00e9')).toBe(syllables('cafe'))
    expect(syllables('TABLE-TOP')).toBe(3)
  })

  it('are at least one', () => {
    for (const word of ['hmm', 'x', "'", '\u00df']) expect(syllables(word)).toBe(1)
  })

  it('of a text are those of its words', () => {
    expect(syllablesIn('The table, the idea.')).toBe(1 + 2 + 1 + 3)
  })
})
