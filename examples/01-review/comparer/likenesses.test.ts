import { describe, expect, it } from 'vitest'
import { shingles } from '../analyst/shingles.ts'
import type { Print } from './likeness.ts'
import { likenesses } from './likenesses.ts'

const print = (passage: number, text: string): Print => ({ passage, shingles: shingles(text) })

const BASE = 'a request that cannot run yet never blocks one behind it that can run at once'
const TWIN = BASE.replace('request', 'message')
const OTHER = 'every limit of the wire is a named constant that stands here with its own reason'
const ALL = { least: 0.1, most: 100 }

describe('likenesses', () => {
  it('of the same text are 1, and of texts that share nothing there are none', () => {
    expect(likenesses([print(0, BASE), print(1, OTHER), print(2, BASE)], undefined, ALL)).toEqual([{ a: 0, b: 2, share: 1 }])
  })

  it('fall with each word that differs', () => {
    const [pair] = likenesses([print(0, BASE), print(1, TWIN)], undefined, ALL)
    expect(pair?.share).toBeGreaterThan(0.8)
    expect(pair?.share).toBeLessThan(1)
  })

  it('are the same found within one side or between two', () => {
    expect(likenesses([print(3, TWIN)], [print(1, BASE)], ALL)).toEqual(likenesses([print(1, BASE), print(3, TWIN)], undefined, ALL))
  })

  it('below the least share are left out, and the best come first', () => {
    const prints = [print(0, BASE), print(1, TWIN), print(2, BASE), print(3, OTHER)]
    expect(likenesses(prints, undefined, { least: 0.99, most: 10 })).toEqual([{ a: 0, b: 2, share: 1 }])
    expect(likenesses(prints, undefined, { least: 0.1, most: 1 })).toEqual([{ a: 0, b: 2, share: 1 }])
  })

  it('need no room of their own: a print may be a view into a larger message', () => {
    const message = Buffer.concat([Buffer.from('x'), Buffer.from(shingles(BASE))])
    const view = { passage: 1, shingles: new Uint8Array(message.buffer, message.byteOffset + 1, message.length - 1) }
    expect(likenesses([print(0, BASE)], [view], ALL)).toEqual([{ a: 0, b: 1, share: 1 }])
  })
})
