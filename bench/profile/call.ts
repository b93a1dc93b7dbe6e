import type { HeapProfiler, Profiler, Runtime } from 'node:inspector'

/** A function in its place in the tree of calls: what it took itself, in samples or in bytes, and whom it called. */
export interface Call {
  readonly frame: Pick<Runtime.CallFrame, 'functionName' | 'url' | 'lineNumber' | 'columnNumber'>
  readonly self: number
  readonly calls: readonly Call[]
}

/** Of a CPU profile, in samples. The first node is the root. */
export function callsOf({ nodes }: Profiler.Profile): Call {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const from = ({ callFrame, hitCount = 0, children = [] }: Profiler.ProfileNode): Call => ({
    ...{ frame: callFrame, self: hitCount },
    calls: children.map((id) => from(byId.get(id)!)),
  })
  return from(nodes[0]!)
}

/** Of a profile of the heap, in bytes. */
export function allocationsOf({ head }: HeapProfiler.SamplingHeapProfile): Call {
  const from = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode): Call => ({
    ...{ frame: callFrame, self: selfSize },
    calls: children.map(from),
  })
  return from(head)
}
