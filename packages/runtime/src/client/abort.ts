/** Calls when the signal is aborted; where it has been before, soon, but not from within. Gives what takes that back. */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  signal.addEventListener('abort', call, { once: true })
  if (signal.aborted) queueMicrotask(call)
  return () => signal.removeEventListener('abort', call)
}
