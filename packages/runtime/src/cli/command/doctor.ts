import { defineCommand } from '../command.ts'

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'look at this machine and the broker, and say what to mend',
  async run({ options, terminal, interrupt }) {
    const { examine } = await import('../doctor/examine.ts')
    let isWell = true
    for await (const { level, subject, found, advice } of examine({ nats: options.nats, out: terminal.out })) {
      if (interrupt.signal.aborted) return 1
      if (level === 'fail') isWell = false
      const { green, yellow, red, dim } = terminal.colors
      const paint = { ok: green, warn: yellow, fail: red }[level]
      terminal.print(`${paint(level.padEnd(4))}  ${subject}: ${found}${advice ? dim(`\n      ${advice}`) : ''}`)
      terminal.emit({ level, subject, found, ...(advice && { advice }) })
    }
    return isWell ? 0 : 1
  },
})
