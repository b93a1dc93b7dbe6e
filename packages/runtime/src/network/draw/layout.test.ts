import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Box, Layout, Link, Placed, Point } from './geometry.ts'
import { layOut } from './layout.ts'

const box = (id: string, width = 100, height = 50): Box => ({ id, width, height })
const link = (from: string, to: string, room = 0): Link => ({ from, to, fromY: 10, toY: 20, room })

const network = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 20, max: 200 }), fc.integer({ min: 30, max: 120 })), { minLength: 1, maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.nat(90)), { maxLength: 20, size: 'max' }),
  )
  .map(([sizes, pairs]) => ({
    boxes: sizes.map(([width, height], i) => box(`b${i}`, width, height)),
    links: pairs.map(([from, to, room]) => link(`b${from % sizes.length}`, `b${to % sizes.length}`, room)),
  }))

/** Whether a straight way passes the inside of a box. */
function crosses(a: Point, b: Point, { x, y, width, height }: Placed): boolean {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)]
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)]
  return right > x && left < x + width && bottom > y && top < y + height
}

const always = (holds: (layout: Layout, boxes: readonly Box[], links: readonly Link[]) => void) =>
  fc.assert(fc.property(network, ({ boxes, links }) => void holds(layOut(boxes, links), boxes, links)))

describe('whatever the network', () => {
  test('every box has its size, its place within the picture, and no box on it or at its side', () => {
    always(({ boxes: placed, width, height }, boxes) => {
      expect([...placed.keys()].sort()).toEqual(boxes.map(({ id }) => id).sort())
      const all = boxes.map(({ id, ...size }) => {
        const at = placed.get(id)!
        expect(at).toMatchObject(size)
        expect(Math.min(at.x, at.y, width - at.x - at.width, height - at.y - at.height)).toBeGreaterThanOrEqual(-1e-9)
        return at
      })
      const SPACE = 8
      for (const [i, one] of all.entries())
        for (const { x, y, ...size } of all.slice(i + 1)) {
          const around = { x: x - SPACE, y: y - SPACE, width: size.width + 2 * SPACE, height: size.height + 2 * SPACE }
          expect(crosses(one, { x: one.x + one.width, y: one.y + one.height }, around)).toBe(false)
        }
    })
  })

  test('every link has a way, from the right side of its first box to the left side of its second, within the picture', () => {
    always(({ boxes, routes, width, height }, _, links) => {
      for (const one of links) {
        const { points } = routes.get(one)!
        const [from, to] = [boxes.get(one.from)!, boxes.get(one.to)!]
        expect(points[0]).toEqual({ x: expect.closeTo(from.x + from.width), y: expect.closeTo(from.y + one.fromY) })
        expect(points.at(-1)).toEqual({ x: expect.closeTo(to.x), y: expect.closeTo(to.y + one.toY) })
        for (const { x, y } of points) expect(Math.min(x, y, width - x, height - y)).toBeGreaterThanOrEqual(-1e-9)
      }
    })
  })

  test('no way passes through a box: what is straight goes past, what bends does so where no box is', () => {
    always(({ boxes, routes }) => {
      for (const { kind, points } of routes.values())
        for (const [i, to] of points.slice(1).entries()) {
          const from = points[i]!
          if (kind === 'forward') expect(to.x).toBeGreaterThanOrEqual(from.x)
          // A bend stays within the rectangle of its ends.
          for (const at of boxes.values()) expect(crosses(from, to, at)).toBe(false)
        }
    })
  })

  test('the same network gives the same picture', () => {
    always(({ boxes, routes }, given, links) => expect(layOut(given, links)).toMatchObject({ boxes, routes }))
  })
})

test('a chain goes from left to right in a straight line, and labels have room', () => {
  const { boxes } = layOut(
    [box('c'), box('a'), box('b')],
    [link('a', 'b', 300), link('b', 'c')].map((one) => ({ ...one, toY: one.fromY })),
  )
  const [a, b, c] = ['a', 'b', 'c'].map((id) => boxes.get(id)!)
  expect([a!.y, b!.y]).toEqual([b!.y, c!.y])
  expect(b!.x - a!.x - a!.width).toBeGreaterThanOrEqual(300)
  expect(c!.x).toBeGreaterThan(b!.x + b!.width)
})

test('what would cross is put in an order in which it does not', () => {
  const { boxes } = layOut(
    ['a', 'b', 'x', 'y'].map((id) => box(id)),
    [link('a', 'y'), link('b', 'x')],
  )
  const y = (id: string) => boxes.get(id)!.y
  expect(Math.sign(y('a') - y('b'))).toBe(Math.sign(y('y') - y('x')))
})

test('a link that closes a ring goes round below, one to itself too', () => {
  const links = [link('a', 'b'), link('b', 'a'), link('c', 'c')]
  const { boxes, routes } = layOut(
    ['a', 'b', 'c'].map((id) => box(id)),
    links,
  )
  expect(links.map((one) => routes.get(one)!.kind)).toEqual(['forward', 'back', 'back'])
  const { points } = routes.get(links[1]!)!
  expect(Math.max(...points.map(({ y }) => y))).toBeGreaterThan(boxes.get('a')!.y + 50)
})

test('what hangs together stands apart from all else, and boxes alone stand below in rows', () => {
  const alone = Array.from({ length: 12 }, (_, i) => box(`alone${i}`))
  const { boxes, width, height } = layOut([...alone, box('a'), box('b')], [link('a', 'b')])
  const tops = new Set(alone.map(({ id }) => boxes.get(id)!.y))
  expect(tops.size).toBe(3)
  expect(Math.min(...tops)).toBeGreaterThan(boxes.get('a')!.y + 50)
  expect([width, height]).toEqual([expect.closeTo(660), expect.closeTo(350, -2)])
})
