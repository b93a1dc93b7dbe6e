type Settled<R> = { readonly ok: true; readonly result: R } | { readonly ok: false; readonly error: unknown }

/**
 * Runs `run` on every item with at most `limit` of them open, and yields each item with its result as they come in.
 * The first failure ends it; what is still open then is left to itself.
 */
export async function* bounded<T, R>(
  items: Iterable<T>,
  limit: number,
  run: (item: T) => Promise<R>,
): AsyncGenerator<readonly [T, R], void, void> {
  const source = items[Symbol.iterator]()
  const open = new Map<number, Promise<readonly [number, T, Settled<R>]>>()
  let started = 0
  const start = (item: T) => {
    const key = started++
    const settled = run(item).then(
      (result): Settled<R> => ({ ok: true, result }),
      (error: unknown): Settled<R> => ({ ok: false, error }),
    )
    open.set(
      key,
      settled.then((outcome) => [key, item, outcome] as const),
    )
  }
  for (;;) {
    while (open.size < limit) {
      const next = source.next()
      if (next.done) break
      start(next.value)
    }
    if (open.size === 0) return
    const [key, item, outcome] = await Promise.race(open.values())
    open.delete(key)
    if (!outcome.ok) throw outcome.error
    yield [item, outcome.result]
  }
}
