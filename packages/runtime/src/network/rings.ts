/** A wired slot that has no default, on a stream that another processor writes: its agent does nothing before that one has. */
export interface Waits {
  readonly agent: string
  readonly slot: string
  readonly wire: string
  /** The owner of the stream. */
  readonly on: string
  /** The stream is an output and nothing else: no other code of its owner writes it. */
  readonly isOnly: boolean
}

export interface Ring {
  /** Where it is told: the first of the ring in the order of the network. */
  readonly first: Waits
  readonly problem: string
  /** None of them can ever begin; else only as long as no other code writes one of the streams. */
  readonly isSure: boolean
}

/** Processors that wait for each other's first sample, all round. Each ring is told once. */
export function ringsIn(waits: readonly Waits[]): Ring[] {
  const rings: Ring[] = []
  const left = new Set<string>()
  const walk = (agent: string, way: readonly Waits[]): void => {
    const start = way.findIndex((step) => step.agent === agent)
    if (start >= 0) rings.push(ringOf(way.slice(start)))
    if (start >= 0 || left.has(agent)) return
    for (const step of waits) if (step.agent === agent) walk(step.on, [...way, step])
    left.add(agent)
  }
  for (const { agent } of waits) walk(agent, [])
  return rings
}

function ringOf(steps: readonly Waits[]): Ring {
  const [first] = steps
  const isSure = steps.every(({ isOnly }) => isOnly)
  const way = steps.map(({ agent, wire }) => `${agent} waits for ${wire}`).join(', ')
  const what = isSure ? 'none of them can ever begin' : 'none of them begins before other code writes one of these streams'
  return { first: first!, isSure, problem: `${way}: ${what}; a default for one of the slots breaks the ring` }
}
