import type { NetworkEvent } from '../network/event.ts'
import type { LaunchOptions } from '../network/network.ts'
import { type AgentLine, prefixOf } from '../supervisor/event.ts'
import type { Interrupt } from './interrupt.ts'
import { describeLog } from './log-line.ts'
import type { Terminal } from './terminal.ts'

/**
 * How a launch hangs on the command that does it: its agents' lines go to standard error, and the terminal rules it:
 * the first Ctrl-C takes a start back, the second kills what drains.
 */
export function follow(
  show: (event: NetworkEvent) => void,
  terminal: Terminal,
  interrupt: Interrupt,
): Pick<LaunchOptions, 'signal' | 'onEvent' | 'output'> {
  const pids = new Set<number>()
  interrupt.again.addEventListener('abort', () => {
    for (const pid of pids) kill(pid)
  })
  return {
    signal: interrupt.signal,
    onEvent(event: NetworkEvent) {
      if (event.kind === 'starting' && event.pid) {
        pids.add(event.pid)
        if (interrupt.again.aborted) kill(event.pid)
      }
      if (event.kind === 'exited' && event.pid) pids.delete(event.pid)
      show(event)
    },
    output: (line: AgentLine) =>
      terminal.note(`${terminal.colors.cyan(prefixOf(line))} ${terminal.err.isTTY ? describeLog(line.text, terminal.colors) : line.text}`),
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has gone by itself.
  }
}
