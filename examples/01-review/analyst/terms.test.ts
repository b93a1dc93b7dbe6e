import { describe, expect, it } from 'vitest'
import { terms } from './terms.ts'

describe('terms', () => {
  it('are counted by stem, and shown as they are mostly written', () => {
    expect(terms('Messages wait. A message waits for more messages.')).toEqual([
      { stem: 'messag', form: 'messages', count: 3 },
      { stem: 'wait', form: 'wait', count: 2 },
    ])
  })

  it('leave out stop words, numbers, and words of one or two letters', () => {
    expect(terms("It isn't 42 of the 3rd ax, nor can't they.")).toEqual([])
  })

  it('keep the capitals of acronyms and names, not those of a sentence', () => {
    expect(terms('NATS carries it. JetStream too. Brokers wait.').map(({ form }) => form)).toEqual([
      'brokers',
      'carries',
      'JetStream',
      'NATS',
      'wait',
    ])
  })

  it('come in one order, whatever the order of the text', () => {
    expect(terms('zebra apple')).toEqual(terms('apple zebra'))
  })

  it('of words that are names in JavaScript are like any others', () => {
    expect(terms('constructor __proto__ toString').map(({ form }) => form)).toEqual(['constructor', 'toString'])
  })
})
