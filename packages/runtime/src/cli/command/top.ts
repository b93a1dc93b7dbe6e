import { emitKeypressEvents } from 'node:readline'
import { setTimeout as later } from 'node:timers/promises'
import { ParleyError } from '@parley/protocol'
import type { Connection } from '../../connect.ts'
import { Screen } from '../../network/view/screen.ts'
import { defineCommand } from '../command.ts'
import { parseDuration } from '../duration.ts'
import { type Holding, holdingsOf } from '../holdings.ts'
import { connectHere } from '../place.ts'
import { agentRows, choose, draw, type Look, type Picture, SORTS } from '../top/picture.ts'

interface TopOptions {
  readonly every?: string
}

export const top = defineCommand<TopOptions>({
  name: 'top',
  summary: 'watch the agents of a world and what they hold, and steer it',
  configure: (command) => command.option('--every <time>', 'between two looks, such as 2s; default: 1s'),
  async run({ options, terminal, interrupt }) {
    const everyMs = parseDuration(options.every ?? '1s', '--every')
    const place = await interrupt.orEnd(connectHere(options))
    if (!place) return 1
    const { connection, world } = place
    const live = terminal.out.isTTY === true && !terminal.json
    const screen = new Screen(terminal.out)
    let picture: Picture = { world, look: NOTHING, before: null, sort: 'name', chosen: null, rows: 24, note: '' }
    const show = (change: Partial<Picture>) => {
      picture = { ...picture, ...change, rows: terminal.out.rows || 24 }
      if (live) screen.draw(draw(picture).map((line) => line.slice(0, screen.space.columns)))
    }
    const keys = live
      ? listenToKeys((key) => onKey(key, picture, connection, show, () => interrupt.raise('SIGINT', performance.now())))
      : null
    try {
      while (!interrupt.signal.aborted) {
        const look = await interrupt.orEnd(lookAt(connection))
        if (!look) break
        show({ look, before: picture.look === NOTHING ? null : picture.look })
        if (terminal.json) terminal.emit({ atMs: look.atMs, agents: agentRows(picture), interactions: look.holdings })
        else if (!live) for (const line of draw({ ...picture, rows: 1_000 }).slice(0, -1)) terminal.print(line)
        if (!live && !terminal.json) break // a pipe gets one look; a program reads one object after the other
        await interrupt.orEnd(later(everyMs))
      }
    } finally {
      keys?.close()
      screen.close()
      await connection.close()
    }
    return 0
  },
})

const NOTHING: Look = { atMs: 0, reports: [], holdings: [] }

async function lookAt(connection: Connection): Promise<Look> {
  const reports = await connection.survey()
  return { atMs: Date.now(), reports, holdings: await holdingsOf(connection, reports) }
}

type Show = (change: Partial<Picture>) => void

function onKey(key: string, { look, chosen, sort }: Picture, connection: Connection, show: Show, leave: () => void): void {
  const held = look.holdings.find(({ uuid }) => uuid === chosen)
  if (key === 'q' || key === 'ctrl-c') leave()
  else if (key === 's') show({ sort: SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length]!, note: '' })
  else if (key === 'up' || key === 'down') show({ chosen: choose(look.holdings, chosen, key === 'down' ? 1 : -1), note: '' })
  else if (key in STEERS && held) void steer(STEERS[key as keyof typeof STEERS], held, connection, show)
}
const STEERS = { p: 'pause', r: 'resume', c: 'cancel' } as const

async function steer(op: 'pause' | 'resume' | 'cancel', held: Holding, connection: Connection, show: Show): Promise<void> {
  try {
    await connection.operator.steer(held, op)
    show({ note: `${op}: ${held.uuid}` })
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error
    show({ note: `${error.code}: ${error.message}` })
  }
}

/** Keys as they are pressed, without Enter. */
function listenToKeys(onPress: (key: string) => void): { close(): void } {
  const { stdin } = process
  emitKeypressEvents(stdin)
  stdin.setRawMode?.(true)
  const heard = (_: string, { name = '', ctrl = false }: { name?: string; ctrl?: boolean }) => onPress(ctrl ? `ctrl-${name}` : name)
  stdin.on('keypress', heard)
  return {
    close() {
      stdin.off('keypress', heard)
      stdin.setRawMode?.(false)
      stdin.pause()
    },
  }
}
