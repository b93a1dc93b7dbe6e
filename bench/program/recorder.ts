import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { collector } from './heap.ts'

/** `cpu`: where time goes. `allocated`: what is made on the heap. `survived`: what of that outlives the young generation. */
export type Recording = 'cpu' | 'allocated' | 'survived'

/** Short enough for some thousand samples of a slice, long enough to cost some per cent only. */
const CPU_INTERVAL_US = 500
const HEAP_INTERVAL_BYTES = 16_384

/** The inspector of this process, from inside: nothing is recorded of its start, and nothing of what lies between two slices. */
let running: { readonly what: Recording; readonly session: Session; readonly gc: ReturnType<typeof collector> } | undefined

export async function startRecording(what: Recording): Promise<void> {
  const session = new Session()
  session.connect()
  running = { what, session, gc: collector() }
  if (what === 'cpu') {
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: CPU_INTERVAL_US })
    return session.post('Profiler.start')
  }
  const options = {
    samplingInterval: HEAP_INTERVAL_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: what === 'allocated',
  }
  return session.post('HeapProfiler.startSampling', options)
}

/** Leaves the profile in a file: it is too large to be said. */
export async function stopRecording(file: string): Promise<void> {
  if (!running) throw new Error('nothing is recorded')
  const { what, session, gc } = running
  running = undefined
  // What is still young has not outlived it: twice, for the first time only moves what is alive.
  for (let i = 0; i < 2 && what === 'survived'; i++) gc({ type: 'minor' })
  const { profile } = what === 'cpu' ? await session.post('Profiler.stop') : await session.post('HeapProfiler.stopSampling')
  session.disconnect()
  writeFileSync(file, JSON.stringify(profile))
}
