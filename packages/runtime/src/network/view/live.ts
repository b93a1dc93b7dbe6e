import type { NetworkEvent } from '../event.ts'
import type { Colors } from './colors.ts'
import type { Face } from './face.ts'
import type { ViewModel } from './model.ts'
import { summary } from './plain.ts'
import { printThrough } from './print-through.ts'
import { figures, render } from './render.ts'
import { Screen } from './screen.ts'
import { describeEvent } from './sentence.ts'

/** Between two drawings: more is more than an eye sees. */
const FRAME_MS = 100
/** So that times go on when nothing else happens. */
const TICK_MS = 1_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * The live view on a terminal.
 * T1 However the process ends, short of SIGKILL, the cursor is there again.
 * T2 A signal that nobody else listens to ends the process as it would have without a view.
 */
export class LiveFace implements Face {
  readonly #model: () => ViewModel
  readonly #palette: Colors
  readonly #screen: Screen
  readonly #release: () => void
  readonly #tick: NodeJS.Timeout
  readonly #out: NodeJS.WriteStream
  #frame: NodeJS.Timeout | undefined

  constructor(out: NodeJS.WriteStream, model: () => ViewModel, palette: Colors) {
    this.#model = model
    this.#palette = palette
    this.#out = out
    const write = out.write.bind(out)
    this.#screen = new Screen({
      get columns() {
        return out.columns
      },
      get rows() {
        return out.rows
      },
      write,
    })
    const standard: NodeJS.WriteStream[] = [process.stdout, process.stderr]
    const shared = standard.includes(out) ? standard.filter(({ isTTY }) => isTTY) : [out]
    this.#release = printThrough(shared, (lines) => this.#screen.above(lines))
    this.#tick = setInterval(() => this.changed(), TICK_MS).unref()
    out.on('resize', this.#draw)
    process.on('exit', this.#restore)
    for (const signal of SIGNALS) process.on(signal, this.#onSignal)
    process.on('SIGTSTP', this.#pause)
    process.on('SIGCONT', this.#draw)
    this.#draw()
  }

  up(): void {
    this.changed()
  }

  event(event: NetworkEvent, wasAsked: boolean): void {
    const { yellow, red } = this.#palette
    const sentence = describeEvent(event, wasAsked)
    if (sentence !== undefined) this.line((event.kind === 'failed' ? red : yellow)(sentence))
  }

  progress(): void {
    this.changed()
  }

  line(text: string): void {
    this.#screen.above(`${text}\n`)
  }

  changed(): void {
    this.#frame ??= setTimeout(this.#draw, FRAME_MS).unref()
  }

  close(model: ViewModel): void {
    this.#restore()
    const { dim } = this.#palette
    for (const one of model.progress) this.#out.write(`${one.label}: ${figures(one, model.nowMs, { isOver: true }).join(', ')}\n`)
    if (model.place) this.#out.write(`${dim(summary(model))}\n`)
  }

  readonly #draw = (): void => {
    clearTimeout(this.#frame)
    this.#frame = undefined
    this.#screen.draw(render(this.#model(), this.#screen.space, this.#palette))
  }

  readonly #restore = (): void => {
    clearInterval(this.#tick)
    clearTimeout(this.#frame)
    this.#out.off('resize', this.#draw)
    process.off('exit', this.#restore)
    for (const signal of SIGNALS) process.off(signal, this.#onSignal)
    process.off('SIGTSTP', this.#pause)
    process.off('SIGCONT', this.#draw)
    this.#screen.close()
    this.#release()
  }

  /** Ctrl-Z: the shell gets its cursor back. */
  readonly #pause = (): void => {
    this.#screen.erase()
    process.kill(process.pid, 'SIGSTOP')
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return
    this.#restore()
    process.kill(process.pid, signal)
  }
}
