import { expect, test } from 'vitest'
import { Mailbox, type Seated } from './mailbox.ts'

interface Item<N> extends Seated<Item<N>> {
  readonly name: N
}

/** A mailbox whose items are known by their names. */
function named<N>(places: number, limit: number, start: (name: N) => void) {
  const mailbox = new Mailbox<Item<N>>(places, limit, ({ name }) => start(name))
  const items = new Map<N, Item<N>>()
  const of = (name: N): Item<N> => {
    const item = items.get(name) ?? { name, placed: false, seat: null }
    items.set(name, item)
    return item
  }
  return {
    offer: (name: N, priority: number) => mailbox.offer(of(name), priority),
    requeue: (name: N, priority: number) => mailbox.requeue(of(name), priority),
    waits: (name: N) => mailbox.waits(of(name)),
    remove: (name: N) => mailbox.remove(of(name)),
    release: (name: N) => mailbox.release(of(name)),
    outranks: (priority: number) => mailbox.outranks(priority),
    get waiting() {
      return mailbox.waiting
    },
    get running() {
      return mailbox.running
    },
    get full() {
      return mailbox.full
    },
  }
}

function setUp(places: number, limit = 100) {
  const started: string[] = []
  return { started, mailbox: named<string>(places, limit, (item) => started.push(item)) }
}

test('as many start as there are places; the others in order of arrival', () => {
  const { mailbox, started } = setUp(2)
  for (const item of ['a', 'b', 'c', 'd', 'e']) expect(mailbox.offer(item, 0)).toBe(true)
  expect([started, mailbox.running, mailbox.waiting]).toEqual([['a', 'b'], 2, 3])
  mailbox.release('b')
  mailbox.release('a')
  expect(started).toEqual(['a', 'b', 'c', 'd'])
})

test('a higher priority goes first, in order of arrival within one, negative ones last', () => {
  const { mailbox, started } = setUp(1)
  mailbox.offer('running', 0)
  for (const [item, priority] of [
    ['n', -1],
    ['z', 0],
    ['h', 5],
    ['y', 0],
    ['g', 5],
    ['m', 3],
  ] as const)
    mailbox.offer(item, priority)
  for (let i = 0; i < 6; i++) mailbox.release(started.at(-1)!)
  expect(started).toEqual(['running', 'h', 'g', 'm', 'z', 'y', 'n'])
})

test('one more than may wait is refused; the places do not count among them', () => {
  const { mailbox } = setUp(2, 3)
  const taken = ['a', 'b', 'c', 'd', 'e', 'f'].map((item) => mailbox.offer(item, 0))
  expect(taken).toEqual([true, true, true, true, true, false])
  expect(mailbox.full).toBe(true)
  mailbox.release('a')
  expect(mailbox.offer('f', 0)).toBe(true)
})

test('one that waits can be taken out, once; one that runs cannot', () => {
  const { mailbox, started } = setUp(1)
  for (const item of ['a', 'b', 'c']) mailbox.offer(item, 0)
  expect([mailbox.remove('b'), mailbox.remove('b'), mailbox.remove('a'), mailbox.remove('unknown')]).toEqual([true, false, false, false])
  mailbox.release('a')
  expect([started, mailbox.waiting]).toEqual([['a', 'c'], 0])
})

test('a place is freed once, and not by one that had none', () => {
  const { mailbox, started } = setUp(1)
  for (const item of ['a', 'b', 'c', 'd']) mailbox.offer(item, 0)
  mailbox.release('c')
  mailbox.release('a')
  mailbox.release('a')
  expect(started).toEqual(['a', 'b'])
})

test('ten thousand that end while they start do not nest', () => {
  const started: number[] = []
  let most = 0
  let depth = 0
  const mailbox: ReturnType<typeof named<number>> = named<number>(1, 20_000, (item) => {
    most = Math.max(most, ++depth)
    started.push(item)
    if (item > 0) mailbox.release(item)
    depth--
  })
  for (let i = 0; i <= 10_000; i++) mailbox.offer(i, 0)
  mailbox.release(0)
  expect(started).toEqual(Array.from({ length: 10_001 }, (_, i) => i))
  expect([most, mailbox.running, mailbox.waiting]).toEqual([1, 0, 0])
})

test('one that is offered while others start waits its turn', () => {
  const started: string[] = []
  const mailbox: ReturnType<typeof named<string>> = named<string>(1, 10, (item) => {
    started.push(item)
    if (item === 'b') {
      mailbox.release('b')
      mailbox.offer('late', 0)
    }
  })
  for (const item of ['a', 'b', 'c']) mailbox.offer(item, 0)
  mailbox.release('a')
  expect(started).toEqual(['a', 'b', 'c'])
  mailbox.release('c')
  expect(started.at(-1)).toBe('late')
})

test('a start that throws loses nobody else', () => {
  const started: string[] = []
  const mailbox = named<string>(1, 10, (item) => {
    started.push(item)
    if (item === 'bad') throw new Error('bad')
  })
  for (const item of ['a', 'bad', 'c']) mailbox.offer(item, 0)
  expect(() => mailbox.release('a')).toThrow('bad')
  mailbox.release('bad')
  expect(started).toEqual(['a', 'bad', 'c'])
})

test('one that has begun goes on before those of its priority that have not, whatever the limit', () => {
  const { mailbox, started } = setUp(1, 1)
  mailbox.offer('a', 0)
  mailbox.offer('fresh', 0)
  mailbox.requeue('begun', 0)
  expect(mailbox.waiting).toBe(2)
  mailbox.release('a')
  mailbox.release('begun')
  expect(started).toEqual(['a', 'begun', 'fresh'])
})

test('who waits outranks who runs only by a higher priority', () => {
  const { mailbox } = setUp(1)
  mailbox.offer('a', 1)
  expect(mailbox.outranks(1)).toBe(false)
  mailbox.offer('b', 1)
  expect([mailbox.outranks(1), mailbox.outranks(0)]).toEqual([false, true])
})

test('a thousand priorities that come and go leave no trace', () => {
  const { mailbox, started } = setUp(1)
  mailbox.offer('running', 2_000)
  for (let i = 0; i < 1_000; i++) {
    mailbox.offer(`x${i}`, i)
    mailbox.remove(`x${i}`)
  }
  mailbox.offer('only', 0)
  mailbox.release('running')
  expect([started.at(-1), mailbox.waiting]).toEqual(['only', 0])
})

test('I-21 an item waits from when it is queued until it starts or is taken out', () => {
  const { mailbox } = setUp(1)
  mailbox.offer('running', 0)
  expect([mailbox.waits('a'), mailbox.waits('running')]).toEqual([false, false])
  mailbox.offer('a', 0)
  mailbox.requeue('b', 3)
  expect([mailbox.waits('a'), mailbox.waits('b')]).toEqual([true, true])
  mailbox.remove('a')
  mailbox.release('running')
  expect([mailbox.waits('a'), mailbox.waits('b')]).toEqual([false, false])
})

test('I-41 one that does not wait is taken out in vain, and one that does once', () => {
  const { mailbox } = setUp(1)
  mailbox.offer('running', 0)
  mailbox.offer('a', 0)
  expect(['stranger', 'running', 'a', 'a'].map((item) => mailbox.remove(item))).toEqual([false, false, true, false])
  expect([mailbox.running, mailbox.waiting]).toEqual([1, 0])
})

test('an item that is queued again while it waits waits once', () => {
  const { mailbox, started } = setUp(1)
  mailbox.offer('running', 0)
  for (let i = 0; i < 3; i++) mailbox.requeue('a', 0)
  expect(mailbox.waiting).toBe(1)
  mailbox.release('running')
  mailbox.release('a')
  expect([started, mailbox.running, mailbox.waiting]).toEqual([['running', 'a'], 0, 0])
})
