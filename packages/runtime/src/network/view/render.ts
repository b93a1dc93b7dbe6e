import stringWidth from 'string-width'
import { type AgentView, type SeatState, shortInstance } from '../../supervisor/event.ts'
import { describeDuration } from '../../time/duration.ts'
import { line, pad, type Span, widthOf } from './line.ts'
import type { ViewModel } from './model.ts'
import { count, rate } from './numbers.ts'
import { fraction, leftMs, type Progress, perSecond } from './progress.ts'
import type { Counts } from './tally.ts'

type Paint = (text: string) => string
/** The colours that the view uses; plain functions of text where there are none. */
export interface Palette {
  readonly bold: Paint
  readonly dim: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly red: Paint
  readonly cyan: Paint
}

export interface Space {
  readonly columns: number
  readonly rows: number
}

const SEPARATOR = ' · '
const BAR_MIN = 8
const BAR_MAX = 30
/** A name longer than this does not push its column to the right. */
const NAME_MAX = 24
/** In this order; what is wrong last, where the eye ends. */
const STATES: readonly SeatState[] = ['ready', 'waiting', 'starting', 'stopping', 'stopped', 'restarting', 'failed']

/** The live region: one string a line, none wider than the space. A pure function of what it shows. */
export function render(model: ViewModel, { columns, rows }: Space, palette: Palette): string[] {
  const whole = [heading(model, palette), ...agentLines(model, Math.max(1, rows - 3 - model.progress.length), palette)]
  const below = [countsLine(model.counts, palette), ...model.progress.map((one) => progressLine(one, model, columns, palette))]
  return [...whole, ...below].map((spans) => line(spans, columns))
}

function heading({ title, place, sinceMs, nowMs }: ViewModel, { bold, dim }: Palette): Span[] {
  const forMs = nowMs - sinceMs
  const rest = [...(place ? [place] : ['starting']), ...(forMs >= 1_000 ? [describeDuration(Math.floor(forMs / 1_000) * 1_000)] : [])]
  return [
    { text: title, paint: bold },
    { text: SEPARATOR + rest.join(SEPARATOR), paint: dim },
  ]
}

function agentLines({ agents }: ViewModel, room: number, palette: Palette): Span[][] {
  const byName = new Map<string, AgentView[]>()
  for (const agent of agents) byName.set(agent.name, [...(byName.get(agent.name) ?? []), agent])
  const all = [...byName]
  // Where not all find room, those that need a look go first.
  const sorted = all.length > room ? [...all.filter(([, seats]) => !isQuiet(seats)), ...all.filter(([, seats]) => isQuiet(seats))] : all
  const shown = sorted.slice(0, all.length > room ? room - 1 : room)
  const width = Math.min(NAME_MAX, Math.max(0, ...shown.map(([name]) => stringWidth(name))))
  const lines = shown.map(([name, seats]): Span[] => [`  ${pad(name, width)}  `, ...seatSpans(seats, palette)])
  return shown.length < all.length ? [...lines, [{ text: `  … and ${count(all.length - shown.length)} more`, paint: palette.dim }]] : lines
}

const isQuiet = (seats: readonly AgentView[]): boolean => seats.every(({ state, restarts }) => state === 'ready' && restarts === 0)

function seatSpans(seats: readonly AgentView[], palette: Palette): Span[] {
  const spans: Span[] = []
  for (const state of STATES) {
    const here = seats.filter((seat) => seat.state === state)
    if (!here.length) continue
    if (spans.length) spans.push({ text: SEPARATOR, paint: palette.dim })
    spans.push({ text: `${count(here.length)} ${state}`, paint: paintOf(state, palette) })
    const names = here.flatMap(({ instance }) => (instance ? [shortInstance(instance)] : []))
    if (names.length && names.length <= 8) spans.push({ text: ` ${names.join(' ')}`, paint: palette.dim })
  }
  const restarts = seats.reduce((sum, seat) => sum + seat.restarts, 0)
  if (restarts) spans.push({ text: SEPARATOR, paint: palette.dim }, { text: plural(restarts, 'restart'), paint: palette.yellow })
  return spans
}

function paintOf(state: SeatState, { green, yellow, red, dim }: Palette): Paint {
  if (state === 'ready') return green
  if (state === 'failed') return red
  return state === 'stopped' ? dim : yellow
}

function countsLine({ open, done, failed, missed }: Counts, { dim, red }: Palette): Span[] {
  return [
    { text: '  interactions  ', paint: dim },
    `${count(open)} open${SEPARATOR}${count(done)} done${SEPARATOR}`,
    failed ? { text: `${count(failed)} failed`, paint: red } : '0 failed',
    missed ? { text: `${SEPARATOR}${count(missed)} unseen`, paint: dim } : '',
  ]
}

function progressLine(progress: Progress, { nowMs }: ViewModel, columns: number, { cyan, dim }: Palette): Span[] {
  const part = fraction(progress)
  const before: Span[] = [`  ${progress.label}  `]
  const after = `  ${pad(`${Math.floor(part * 100)} %`, 5)}  ${figures(progress, nowMs).join('  ')}`
  const room = Math.min(BAR_MAX, columns - widthOf([...before, after]))
  if (room < BAR_MIN) return [...before, after.trimStart()]
  const full = Math.floor(part * room)
  return [...before, { text: '█'.repeat(full), paint: cyan }, { text: '░'.repeat(room - full), paint: dim }, after]
}

/** What stands beside a bar, the most important first: a narrow terminal cuts the rest. `isOver`: nothing comes after this. */
export function figures(progress: Progress, nowMs: number, { isOver = false } = {}): string[] {
  const speed = perSecond(progress, nowMs)
  const left = isOver ? undefined : leftMs(progress, nowMs)
  const took = progress.endedMs === undefined ? undefined : progress.endedMs - progress.sinceMs
  return [
    `${count(progress.done)}/${count(progress.total)}`,
    ...(speed === undefined ? [] : [rate(speed)]),
    ...(left === undefined ? [] : [`${describeDuration(Math.ceil(left / 1_000) * 1_000)} left`]),
    ...(took === undefined ? [] : [`in ${describeDuration(took)}`]),
  ]
}

const plural = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? '' : 's'}`
