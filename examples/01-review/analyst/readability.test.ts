import { describe, expect, it } from 'vitest'
import { count, gradeLevel, isScored, nameOfEase, readingEase } from './readability.ts'

const EASY = 'The cat sat on the mat. The dog ran to the door. We went home.'
const HARD =
  'Considerable organisational transformation necessitates comprehensive documentation, institutional responsibility and extraordinary administrative determination.'

describe('counts', () => {
  it('are of words, sentences and syllables, and name the longest sentence', () => {
    expect(count('We went home. The cat sat on the table.')).toEqual({
      words: 9,
      sentences: 2,
      syllables: 10,
      longest: { words: 6, text: 'The cat sat on the table.' },
    })
  })

  it('of no text are all nothing', () => {
    expect(count('')).toEqual({ words: 0, sentences: 0, syllables: 0, longest: { words: 0, text: '' } })
  })
})

describe('reading ease', () => {
  it("is Flesch's formula", () => {
    expect(readingEase({ words: 100, sentences: 5, syllables: 150 })).toBeCloseTo(206.835 - 1.015 * 20 - 84.6 * 1.5, 10)
    expect(gradeLevel({ words: 100, sentences: 5, syllables: 150 })).toBeCloseTo(0.39 * 20 + 11.8 * 1.5 - 15.59, 10)
  })

  it('tells a primer from a decree', () => {
    expect(nameOfEase(readingEase(count(EASY)))).toBe('very easy')
    expect(nameOfEase(readingEase(count(HARD)))).toBe('very difficult')
  })

  it('of nothing is no number', () => {
    expect(readingEase({ words: 0, sentences: 0, syllables: 0 })).toBeNaN()
    expect(gradeLevel({ words: 0, sentences: 0, syllables: 0 })).toBeNaN()
  })
})

describe('a score', () => {
  const scored = (text: string) => isScored(text, count(text))

  it('is given to sentences in Latin letters', () => {
    expect(scored(EASY)).toBe(true)
  })

  it('is not given to other scripts, nor to lists of names', () => {
    expect(
      scored('\u042d\u0442\u043e \u0441\u043e\u0432\u0441\u0435\u043c \u0434\u0440\u0443\u0433\u043e\u0439 \u044f\u0437\u044b\u043a.'),
    ).toBe(false)
    expect(scored('--allow-addons\n--allow-worker\n--conditions')).toBe(false)
    expect(scored('1 2 3 4 5')).toBe(false)
  })
})
