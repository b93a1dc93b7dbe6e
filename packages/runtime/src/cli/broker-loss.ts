import type { Terminal } from './terminal.ts'

/** How often the broker is looked at while a command waits: a person wonders after some seconds. */
const LOOK_MS = 2_000

/** Tells when the broker goes away under a command that waits, and when it is back: the client reconnects without a word. It lasts as long as the process. */
export function tellBrokerLoss(url: string, terminal: Terminal): void {
  let isLost = false
  let isLooking = false
  const look = async () => {
    if (isLooking) return
    isLooking = true
    const { probe, withoutPassword } = await import('../broker/probe.ts')
    const answers = await probe(url).then(
      () => true,
      () => false,
    )
    isLooking = false
    if (answers !== isLost) return
    isLost = !answers
    const shown = url.split(',').map(withoutPassword).join(', ')
    const { colors } = terminal
    terminal.note(
      isLost
        ? colors.yellow(`the broker ${shown} does not answer; waiting for it, Ctrl-C gives up`)
        : colors.green(`the broker ${shown} is back`),
    )
  }
  setInterval(() => void look(), LOOK_MS).unref()
}
