import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gateRig } from '../testing/gate-rig.ts'
import { createMachine } from './index.ts'

test('whatever is asked and ends, in whatever state: what waits is taken or refused, never lost; the highest priority first', async () => {
  const machine = createMachine({
    initial: 'a',
    states: {
      a: { meta: { takes: ['x', 'go'], otherwise: 'queue' }, on: { 'parley.done.go': 'b', 'parley.started.x': 'c' } },
      b: { meta: { takes: ['y', 'go'], otherwise: 'queue' }, on: { 'parley.done.go': 'c', 'parley.failed.*': 'a' } },
      c: { meta: { takes: ['go', 'y'] }, on: { 'parley.done.go': 'a', 'parley.done.y': 'b' } },
    },
  })
  const takes: Record<string, string[]> = { a: ['x', 'go'], b: ['y', 'go'], c: ['go', 'y'] }
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('ask' as const),
      action: fc.constantFrom('x', 'y', 'go'),
      priority: fc.nat({ max: 2 }),
      from: fc.option(fc.constantFrom('a', 'b')),
    }),
    fc.record({ kind: fc.constant('end' as const), at: fc.nat(), ok: fc.boolean() }),
    fc.record({ kind: fc.constant('cancel' as const), at: fc.nat() }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      const rig = await gateRig(machine, { places: 3 })
      const asked: string[] = []
      const waits = (id: string) => !rig.log.some((line) => line.endsWith(` ${id}`)) && !rig.mind.isOpen(rig.get(id).uuid)
      for (const [i, one] of steps.entries()) {
        const waiting = asked.filter(waits)
        const running = asked.filter((id) => rig.log.includes(`run ${id}`) && !rig.get(id).completed)
        const before = rig.log.length
        if (one.kind === 'ask') {
          const verdict = rig.ask(`${i}`, one.action, { priority: one.priority, ...(one.from && { fromState: one.from }) })
          if (verdict === true) asked.push(`${i}`)
        } else if (one.kind === 'cancel' && waiting.length > 0) rig.end(waiting[one.at % waiting.length]!, { reason: 'cancelled' })
        else if (one.kind === 'end' && running.length > 0) rig.end(running[one.at % running.length]!, { reason: one.ok ? 'ok' : 'error' })
        await rig.clock.settle()

        // nobody waits who is taken now, or refused now
        const left = asked.filter(waits)
        for (const id of left) {
          const { action, fromState } = rig.get(id).request
          expect(rig.state).not.toBe('c')
          expect(takes[rig.state]!.includes(action) && (fromState === undefined || fromState === rig.state)).toBe(false)
        }
        expect(rig.gate.waiting).toBe(left.length + rig.mailbox.waiting)
        // of those that were taken now, none had before it one of the same kind and a higher priority that is left
        for (const line of rig.log.slice(before).filter((line) => line.startsWith('run '))) {
          const taken = rig.get(line.slice(4)).request
          const better = left
            .map((id) => rig.get(id).request)
            .filter(({ action, fromState }) => action === taken.action && fromState === taken.fromState)
          expect(better.every(({ priority = 0 }) => priority <= (taken.priority ?? 0))).toBe(true)
        }
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)
