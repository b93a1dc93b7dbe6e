import { describe, expect, it } from 'vitest'
import { terms } from '../analyst/terms.ts'
import { Vocabulary } from './vocabulary.ts'

const passages = [
  'The broker keeps messages.',
  'The broker forgets messages.',
  'The broker starts.',
  'A kestrel hovers above messages of messages.',
].map(terms)

describe('key terms', () => {
  it('are those that few passages have', () => {
    expect(new Vocabulary(passages).keyTerms(passages.slice(3), 2)).toEqual(['hovers', 'kestrel'])
  })

  it('of all passages are those that say most in sum', () => {
    expect(new Vocabulary(passages).keyTerms(passages, 1)).toEqual(['messages'])
  })

  it('of a single passage are its frequent words', () => {
    const [only] = ['kestrel kestrel hovers'].map(terms)
    expect(new Vocabulary([only!]).keyTerms([only!], 1)).toEqual(['kestrel'])
  })

  it('of nothing are none', () => {
    expect(new Vocabulary([]).keyTerms([], 5)).toEqual([])
  })
})
