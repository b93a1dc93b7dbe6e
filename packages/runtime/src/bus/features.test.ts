import { CLAIMS, PACKS, QUERIES } from '@parley/protocol'
import { expect, test } from 'vitest'
import { Features } from './features.ts'

test('of a requester counts what it has said itself, whatever somebody else says of an instance of that name', () => {
  const features = new Features()
  features.heardRequester('mallory', 'i', [PACKS])
  expect([features.requesterReadsPacks('alice', 'i'), features.requesterReadsPacks('mallory', 'i')]).toEqual([false, true])
  expect([features.requesterMayReadClaims('alice', 'i'), features.requesterMayReadClaims('mallory', 'i')]).toEqual([true, false])
  features.heardRequester('alice', 'i', [CLAIMS])
  expect([features.requesterReadsPacks('alice', 'i'), features.requesterMayReadClaims('alice', 'i')]).toEqual([false, true])
})

test('an agent reads packs when all of its instances that were heard do, and until one refuses one', () => {
  const features = new Features()
  expect(features.targetReadsPacks('bob')).toBe(false)
  features.heardTarget('bob', 'i', [PACKS, QUERIES])
  expect([features.targetReadsPacks('bob'), features.instancesOf('bob')]).toEqual([true, 1])
  features.heardTarget('bob', 'j', undefined)
  expect([features.targetReadsPacks('bob'), features.instancesOf('bob')]).toEqual([false, 2])
  expect([features.instanceReadsQueries('bob', 'i'), features.instanceReadsQueries('bob', 'j')]).toEqual([true, false])
  features.forget('bob', 'j')
  expect(features.targetReadsPacks('bob')).toBe(true)
  features.refusedPack('bob')
  features.heardTarget('bob', 'k', [PACKS])
  expect(features.targetReadsPacks('bob')).toBe(false)
})

test('an instance that is gone is forgotten, as one that is asked and as one that asks', () => {
  const features = new Features()
  features.heardTarget('bob', 'i', [PACKS])
  features.heardRequester('bob', 'i', [PACKS])
  features.forget('bob', 'i')
  expect([features.targetReadsPacks('bob'), features.requesterReadsPacks('bob', 'i')]).toEqual([false, false])
})
