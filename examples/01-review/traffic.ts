import type { StatusUpdate } from '@parley/runtime'

/** What went through a world, counted from the statuses that anyone entitled may watch. */
export class Traffic {
  /** By agent: how many ended at each of its instances. */
  readonly #ended = new Map<string, Map<string, number>>()

  see({ target, instance = '', status }: StatusUpdate): void {
    if (status !== 'completed') return
    const counts = this.#ended.get(target) ?? new Map<string, number>()
    this.#ended.set(target, counts.set(instance, (counts.get(instance) ?? 0) + 1))
  }

  /** Interactions that ended, of all agents. */
  get ended(): number {
    let sum = 0
    for (const counts of this.#ended.values()) for (const count of counts.values()) sum += count
    return sum
  }

  /** Of one agent: `analyst: 412 interactions by 3 processes (140, 137, 135)`. */
  of(target: string): string {
    const counts = [...(this.#ended.get(target)?.values() ?? [])].sort((a, b) => b - a)
    const sum = counts.reduce((a, b) => a + b, 0)
    const split = counts.length > 1 ? ` by ${counts.length} processes (${counts.join(', ')})` : ''
    return `${target}: ${sum} interaction${sum === 1 ? '' : 's'}${split}`
  }
}
