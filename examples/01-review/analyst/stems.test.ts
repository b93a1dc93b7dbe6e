import { describe, expect, it } from 'vitest'
import { stem } from './stems.ts'

describe('a stem', () => {
  it.each([
    ['message messages messaging messaged'],
    ['process processes processing processed'],
    ['stop stops stopping stopped'],
    ['query queries queried querying'],
    ['box boxes boxed'],
    ['retry retries retrying retried'],
    ['analyst analysts'],
  ])('is shared by %s', (family) => {
    expect(new Set(family.split(' ').map(stem)).size).toBe(1)
  })

  it.each(['class status this bus focus', 'need indeed speed', 'sing thing bring', 'red bed'])('leaves %s as they are', (words) => {
    for (const word of words.split(' ')) expect(stem(word)).toBe(word)
  })
})
