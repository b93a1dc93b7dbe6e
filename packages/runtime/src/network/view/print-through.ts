type Write = NodeJS.WriteStream['write']

/**
 * While it holds, what anybody in this process writes to these streams comes out in whole lines through `above`: a console.log must not tear the live region.
 * Gives what lets go; what has no line end yet is written then.
 */
export function printThrough(streams: readonly NodeJS.WriteStream[], above: (lines: string) => void): () => void {
  const releases = streams.map((stream) => {
    const own = Object.getOwnPropertyDescriptor(stream, 'write')
    let rest = ''
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      rest += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
      const end = rest.lastIndexOf('\n') + 1
      if (end > 0) above(rest.slice(0, end))
      rest = rest.slice(end)
      const callback = typeof encoding === 'function' ? encoding : done
      if (typeof callback === 'function') queueMicrotask(() => callback())
      return true
    }
    stream.write = write as Write
    return () => {
      if (own) Object.defineProperty(stream, 'write', own)
      else delete (stream as { write?: Write }).write
      if (rest) stream.write(rest)
    }
  })
  return () => {
    for (const release of releases) release()
  }
}
