import type { StatusUpdate } from '@parley/runtime'
import { describe, expect, it } from 'vitest'
import { Traffic } from './traffic.ts'

const update = (uuid: string, status: StatusUpdate['status'], instance: string, target = 'analyst'): StatusUpdate => ({
  uuid,
  status,
  instance,
  target,
  atMs: 0,
})

describe('traffic', () => {
  it('counts the interactions that ended, by agent and by process', () => {
    const traffic = new Traffic()
    for (const [at, instance] of ['a', 'b', 'a'].entries()) {
      traffic.see(update(`${at}`, 'running', instance))
      traffic.see(update(`${at}`, 'completed', instance))
    }
    traffic.see(update('9', 'running', 'b'))
    traffic.see(update('10', 'completed', 'c', 'reader'))
    expect(traffic.of('analyst')).toBe('analyst: 3 interactions by 2 processes (2, 1)')
    expect(traffic.of('reader')).toBe('reader: 1 interaction')
    expect(traffic.of('nobody')).toBe('nobody: 0 interactions')
    expect(traffic.ended).toBe(4)
  })
})
