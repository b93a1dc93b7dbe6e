import { expect, test } from 'vitest'
import { describeMessage } from '../testing/message-suite.ts'
import { checkPresence } from './presence.ts'

const minimal = { v: 1, kind: 'beat', beatMs: 5_000, startedAt: 0, open: 0, waiting: 0, capacity: 100_000 }

describeMessage('a sign of life', {
  kind: 'presence',
  check: checkPresence,
  minimal,
  full: { ...minimal, features: ['packs'] },
  refused: {
    kind: { kind: 'left' },
    beatMs: { beatMs: -1 },
    startedAt: { startedAt: 'today' },
    open: { open: -1 },
    waiting: { waiting: 0.5 },
    capacity: { capacity: Number.POSITIVE_INFINITY },
    'features.0': { features: [1] },
  },
})

test.each(['up', 'beat', 'down'])('an instance says %s', (kind) => {
  expect(checkPresence({ ...minimal, kind }).kind).toBe(kind)
})
