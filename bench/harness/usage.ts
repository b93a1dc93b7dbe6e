import { readFileSync } from 'node:fs'

/** The kernel counts CPU time for /proc in hundredths of a second, whatever its own clock. */
const TICK_MS = 10

/** The CPU time that a process has used until now, its own and the kernel's for it, all threads. */
export const cpuMs = (pid: number): number => usedMs(`/proc/${pid}/stat`)

/** Of its first thread alone: the one that runs JavaScript. */
export const mainThreadMs = (pid: number): number => usedMs(`/proc/${pid}/task/${pid}/stat`)

function usedMs(file: string): number {
  const stat = readFileSync(file, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** The memory of a process in KiB, what it shares with others divided by their number; resident memory where the kernel does not tell. */
export function memoryKiB(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1])
  } catch {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
  }
}
