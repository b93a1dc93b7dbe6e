import { expect, test } from 'vitest'
import type { StatusUpdate } from '../../client/call.ts'
import { Tally } from './tally.ts'

const told = (id: number, status: StatusUpdate['status'], more: Partial<StatusUpdate> = {}): StatusUpdate => ({
  uuid: `i-${id}_bob`,
  target: 'worker',
  status,
  atMs: 0,
  ...more,
})

test('an interaction is open from its first news to its end, and counted once', () => {
  const tally = new Tally()
  tally.add(told(1, 'received'))
  tally.add(told(1, 'running'))
  tally.add(told(2, 'received'))
  expect(tally.counts).toEqual({ open: 2, done: 0, failed: 0, missed: 0 })
  tally.add(told(1, 'completed', { reason: 'ok' }))
  tally.add(told(2, 'completed', { reason: 'timeout' }))
  tally.add(told(3, 'completed', { reason: 'ok' }))
  expect(tally.counts).toEqual({ open: 0, done: 2, failed: 1, missed: 0 })
})

test('whoever looks meanwhile changes nothing, nor does news that come twice', () => {
  const tally = new Tally()
  tally.add(told(1, 'received'))
  expect(tally.counts).toMatchObject({ open: 1 })
  tally.add(told(1, 'received'))
  tally.add(told(1, 'running'))
  expect(tally.counts).toMatchObject({ open: 1 })
  tally.add(told(2, 'received'))
  tally.add(told(1, 'completed', { reason: 'ok' }))
  tally.add(told(2, 'completed', { reason: 'ok' }))
  expect(tally.counts).toMatchObject({ open: 0, done: 2 })
  tally.add(told(3, 'received'))
  expect(tally.counts).toMatchObject({ open: 1 })
  tally.add(told(3, 'running'))
  tally.add(told(3, 'completed', { reason: 'ok' }))
  expect(tally.counts).toMatchObject({ open: 0, done: 3 })
})

test('two targets of one interaction are two', () => {
  const tally = new Tally()
  tally.add(told(1, 'received'))
  tally.add(told(1, 'received', { target: 'other' }))
  tally.add(told(1, 'completed', { reason: 'ok' }))
  expect(tally.counts).toMatchObject({ open: 1, done: 1 })
})

test('what an instance held when it died has failed: nobody else will say so', () => {
  const tally = new Tally()
  tally.add(told(1, 'running', { instance: 'a' }))
  tally.add(told(2, 'running', { instance: 'a' }))
  tally.add(told(3, 'running', { instance: 'b' }))
  tally.add(told(4, 'running', { instance: 'a' }))
  tally.lose('a')
  expect(tally.counts).toMatchObject({ open: 1, failed: 3 })
})

test('what could not be watched is admitted', () => {
  const tally = new Tally()
  tally.miss(7)
  expect(tally.counts.missed).toBe(7)
})
