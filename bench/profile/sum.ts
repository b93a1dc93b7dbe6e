import type { Call } from './call.ts'
import { stepOf } from './steps.ts'

/** Where a function stands in the source: a file as a reader knows it, empty for what is native. */
export interface Place {
  readonly file: string
  readonly line: number
}

export interface FunctionSum extends Place {
  readonly name: string
  readonly step: string
  readonly self: number
}

/** What a tree of calls comes to. Idle time is no part of it. */
export interface Sum {
  readonly total: number
  readonly steps: ReadonlyMap<string, number>
  readonly functions: readonly FunctionSum[]
}

const IDLE = '(idle)'

/** One profile or several, summed by step and by function. */
export function sumOf(roots: readonly Call[], placeOf: (frame: Call['frame']) => Place): Sum {
  let total = 0
  const steps = new Map<string, number>()
  const functions = new Map<string, FunctionSum>()
  const add = ({ frame, self, calls }: Call, caller: string) => {
    const name = frame.functionName || '(anonymous)'
    if (name === IDLE) return
    const place = placeOf(frame)
    const step = stepOf({ name, file: place.file }, caller)
    if (self > 0) {
      total += self
      steps.set(step, (steps.get(step) ?? 0) + self)
      const key = `${name} ${place.file}:${place.line} ${step}`
      functions.set(key, { ...place, name, step, self: (functions.get(key)?.self ?? 0) + self })
    }
    for (const call of calls) add(call, step)
  }
  for (const root of roots) add(root, '')
  return { total, steps, functions: [...functions.values()].sort((one, other) => other.self - one.self) }
}
