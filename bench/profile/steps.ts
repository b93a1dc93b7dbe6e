/** What an interaction is made of, in words of the architecture page: the files of each, first match first. */
const FILES: readonly (readonly [step: string, files: RegExp])[] = [
  ['socket and NATS client', /^node:(net$|stream|internal\/(net|stream))|^@nats-io\/|\/bus\/(nats-bus|transport)\.ts/],
  ['MessagePack', /^msgpackr\/|\/protocol\/src\/(codec|reader|text)\.ts/],
  ['packs', /\/message\/(request-|status-)?pack\.ts|\/bus\/batch\.ts/],
  ['checks', /^zod\/|\/protocol\/src\/(message\/|(names|wire)\.ts)/],
  ['bus, in and out', /\/runtime\/src\/bus\//],
  ['subjects, tables, life cycle', /\/runtime\/src\/(interaction|collections)\/|\/protocol\/src\//],
  ['handler and caller', /\/runtime\/src\/(agent|behaviour|client|composition)\//],
  ['streams', /\/runtime\/src\/stream\//],
  ['clock and deadlines', /\/runtime\/src\/time\/|^node:(timers|internal\/timers)/],
  ['presence and counters', /\/runtime\/src\/(presence|telemetry)\//],
  ['the bench itself', /^bench\//],
  ['program and microtasks', /^node:internal\/(process\/task_queues|async_hooks)/],
]

/** What V8 names instead of a function. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'program and microtasks'],
  ['(root)', 'program and microtasks'],
  ['(V8 API)', 'program and microtasks'],
])

/** The collector's helpers, the compiler: no profile shows them, the kernel counts them. */
export const OTHER_THREADS = "node's other threads"
const OTHER = 'other'

/**
 * The step that a function belongs to. What is native, or a part of node that serves whoever needs it, belongs to its caller's:
 * writing to a socket is the socket's, a text decoder is the codec's.
 */
export function stepOf({ name, file }: { readonly name: string; readonly file: string }, caller: string): string {
  const named = NAMES.get(name)
  if (named) return named
  const step = FILES.find(([, files]) => files.test(file))?.[0]
  if (step) return step
  return file === '' || file.startsWith('node:') ? caller : OTHER
}
