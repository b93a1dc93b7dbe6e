import { cpus, loadavg, release } from 'node:os'

/** What a figure depends on beside the code. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly kernel: string
  readonly node: string
  readonly natsServer: string
  /** Of the last minute, when the run began: above a half of one core the figures are not worth much. */
  readonly loadAtStart: number
}

export function describeMachine(natsServer: string): Machine {
  const [first, ...others] = cpus()
  return {
    ...{ cpu: first?.model.trim() ?? 'unknown', cores: others.length + 1, kernel: release(), node: process.version, natsServer },
    loadAtStart: Math.round(loadavg()[0]! * 100) / 100,
  }
}
