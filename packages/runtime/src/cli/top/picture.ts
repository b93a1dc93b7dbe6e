import type { InstanceReport } from '../../presence/survey.ts'
import { shortInstance } from '../../supervisor/event.ts'
import { describeDuration } from '../../time/duration.ts'
import { columns } from '../columns.ts'
import { type Holding, shortId } from '../holdings.ts'

/** What agents may be sorted by; the first is where one begins. */
export const SORTS = ['name', 'open', 'rate', 'failed'] as const
type Sort = (typeof SORTS)[number]

/** One look at a world. */
export interface Look {
  readonly atMs: number
  readonly reports: readonly InstanceReport[]
  readonly holdings: readonly Holding[]
}

export interface Picture {
  readonly world: string
  readonly look: Look
  /** The look before, for the rates. */
  readonly before: Look | null
  readonly sort: Sort
  /** The uuid of the chosen interaction. */
  readonly chosen: string | null
  readonly rows: number
  /** What the last key did. */
  readonly note: string
}

export interface AgentRow extends InstanceReport {
  /** Interactions that ended in a second, between the last two looks. */
  readonly rate: number
}

export function agentRows({ look, before, sort }: Pick<Picture, 'look' | 'before' | 'sort'>): AgentRow[] {
  const seconds = before ? (look.atMs - before.atMs) / 1_000 : 0
  const rows = look.reports.map((report) => {
    const last = before?.reports.find(({ instance }) => instance === report.instance)
    const ended = last ? report.done + report.failed - last.done - last.failed : 0
    return { ...report, rate: seconds > 0 ? ended / seconds : 0 }
  })
  return sort === 'name' ? rows : rows.sort((a, b) => b[sort] - a[sort])
}

/** The lines of a picture: the agents, then as many open interactions as there is room for. */
export function draw(picture: Picture): string[] {
  const { world, look, sort, chosen, rows, note } = picture
  const agents = agentRows(picture)
  const sum = (count: (row: AgentRow) => number) => agents.reduce((total, row) => total + count(row), 0)
  const head = `${world}: ${agents.length} agents, ${sum((row) => row.open)} open, ${sum((row) => row.rate).toFixed(1)}/s, ${sum((row) => row.failed)} failed`
  const table = columns(
    ['NAME', 'INSTANCE', 'UP', 'OPEN', 'WAITING', 'RUNNING', 'RATE', 'DONE', 'FAILED'],
    agents.map(({ name, instance, startedMs, open, waiting, running, rate, done, failed }) => [
      ...[name, shortInstance(instance), describeDuration(Math.max(0, look.atMs - startedMs)), open, waiting, running],
      ...[`${rate.toFixed(1)}/s`, done, failed],
    ]),
  )
  const room = Math.max(1, rows - table.length - 6)
  const held = columns(
    ['', 'ID', 'ACTION', 'FROM', 'AT', 'STATUS', 'FOR', 'STEP'],
    look.holdings
      .slice(0, room)
      .map(({ uuid, id, action, requester, target, instance, status, ageMs, step, steps }) => [
        ...[uuid === chosen ? '>' : ' ', shortId(id), action, requester, `${target}/${shortInstance(instance)}`, status],
        ...[describeDuration(ageMs), step === undefined ? '' : `${step + 1}${steps === undefined ? '' : `/${steps}`}`],
      ]),
  )
  const rest = look.holdings.length > room ? [`… ${look.holdings.length - room} more`] : []
  const keys = `sorted by ${sort} (s)   choose (up, down)   pause (p)   resume (r)   cancel (c)   leave (q)`
  return [head, '', ...table, '', ...(look.holdings.length > 0 ? held : []), ...rest, note || keys]
}

/** The interaction below or above the chosen one, by its uuid; the first when nothing is chosen. */
export function choose(holdings: readonly Holding[], chosen: string | null, by: 1 | -1): string | null {
  const at = holdings.findIndex(({ uuid }) => uuid === chosen)
  return holdings[at < 0 ? 0 : Math.min(holdings.length - 1, Math.max(0, at + by))]?.uuid ?? null
}
