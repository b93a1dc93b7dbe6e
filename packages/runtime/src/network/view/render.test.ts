import picocolors from 'picocolors'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import type { AgentView } from '../../supervisor/event.ts'
import type { ViewModel } from './model.ts'
import { advance } from './progress.ts'
import { render } from './render.ts'

const plain = picocolors.createColors(false)
const agent = (name: string, number: number, more: Partial<AgentView> = {}): AgentView => ({
  ...{ name, number, instance: `03ha31cxpb57vy4uc4x5wi${name.slice(0, 2)}${number}`, pid: 100 + number, state: 'ready', restarts: 0 },
  ...more,
})
const model = (more: Partial<ViewModel> = {}): ViewModel => ({
  title: 'review',
  place: 'world main on nats://127.0.0.1:4222',
  agents: [agent('reader', 1), agent('analyst', 1), agent('analyst', 2)],
  counts: { open: 3, done: 1_204, failed: 0, missed: 0 },
  progress: [],
  sinceMs: 0,
  nowMs: 12_300,
  ...more,
})
const SPACE = { columns: 100, rows: 30 }

test('it shows where it runs, who is there, and how many interactions there are', () => {
  expect(render(model(), SPACE, plain)).toEqual([
    'review · world main on nats://127.0.0.1:4222 · 12 s',
    '  reader   1 ready ire1',
    '  analyst  2 ready ian1 ian2',
    '  interactions  3 open · 1,204 done · 0 failed',
  ])
})

test('an instance that fell is told apart, with the restarts', () => {
  const fallen = agent('analyst', 2, { state: 'restarting', instance: undefined, restarts: 2 })
  expect(render(model({ agents: [agent('analyst', 1), fallen] }), SPACE, plain)[1]).toBe(
    '  analyst  1 ready ian1 · 1 restarting · 2 restarts',
  )
})

test('before the network is up it says that it starts', () => {
  const { place: _, ...starting } = model({ agents: [agent('reader', 1, { state: 'starting', instance: undefined })], nowMs: 400 })
  expect(render(starting, SPACE, plain).slice(0, 2)).toEqual(['review · starting', '  reader  1 starting'])
})

test('progress has a bar, its part, its rate and the time left', () => {
  const progress = advance(advance(undefined, 'passages', 0, 500, 0), 'passages', 310, 500, 5_000)
  const shown = render(model({ progress: [progress], nowMs: 5_000 }), SPACE, plain).at(-1)
  expect(shown).toBe(`  passages  ${'█'.repeat(18)}${'░'.repeat(12)}  62 %   310/500  62/s  4 s left`)
})

test('in a narrow terminal the bar shrinks, then goes, and no line is too wide', () => {
  const progress = advance(advance(undefined, 'Abschnitte 段落', 0, 500, 0), 'Abschnitte 段落', 310, 500, 5_000)
  for (let columns = 1; columns <= 100; columns++) {
    const lines = render(model({ progress: [progress], nowMs: 5_000 }), { columns, rows: 30 }, plain)
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
  }
  expect(render(model({ progress: [progress], nowMs: 5_000 }), { columns: 40, rows: 30 }, plain).at(-1)).toBe(
    '  Abschnitte 段落  62 %   310/500  62/s…',
  )
})

test('more agents than rows: those that need a look stay, the rest is counted', () => {
  const agents = [
    ...Array.from({ length: 40 }, (_, i) => agent(`quiet-${i}`, 1)),
    agent('ill', 1, { state: 'restarting', instance: undefined, restarts: 1 }),
  ]
  const lines = render(model({ agents }), { columns: 100, rows: 10 }, plain)
  expect(lines.length).toBeLessThanOrEqual(10)
  expect(lines[1]).toContain('ill')
  expect(lines.at(-2)).toBe('  … and 35 more')
})

test('colours are those of the palette, and only where it has some', () => {
  const coloured = render(model(), SPACE, picocolors.createColors(true)).join('\n')
  expect(coloured).toContain('\u001b[32m2 ready\u001b[39m')
  expect(render(model(), SPACE, plain).join('\n')).not.toContain('\u001b')
})
