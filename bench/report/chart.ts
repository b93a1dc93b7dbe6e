import { type Measure, type Result, spreads, verdictOf } from './report.ts'
import { amount, ratio } from './table.ts'

const WIDTH = 760
const LABELS = 210
const VALUES = 150
const ROW = 26
const HEAD = 34
const OURS = 'parley'

/** The page that it stands on may be light or dark; the picture has its own ground, so that it can be read on both. */
const STYLE = `
  .ground { fill: #ffffff } .text { fill: #1f2328 } .faint { fill: #59636e } .bar { fill: #9aa7b5 } .ours { fill: #2f6feb } .whisker { stroke: #1f2328 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .text { fill: #e6edf3 } .faint { fill: #9198a1 } .bar { fill: #57606a } .ours { fill: #4493f8 } .whisker { stroke: #e6edf3 }
  }
  text { font: 13px system-ui, sans-serif } .title { font-weight: 600; font-size: 15px } .small { font-size: 11px }`

/** Bars of the medians, with whiskers from quartile to quartile; one group for each measure. */
export function chartOf(result: Result): string {
  const { id, title, measures, machine, method, quick, goals } = result
  const parts: string[] = []
  let y = 28
  parts.push(text(16, y, 'title text', `${id}  ${title}`))
  y += 18
  const { cores, node, natsServer, loadAtStart } = machine
  const run = `${quick ? 'QUICK, not to be quoted: ' : ''}${method}, medians with quartiles`
  parts.push(text(16, y, 'small faint', `${run}; ${cores} cores, Node ${node}, nats-server ${natsServer}, load at start ${loadAtStart}`))
  for (const measure of measures) {
    parts.push(text(16, y + HEAD - 8, 'text', `${measure.name}, ${measure.unit} (${measure.better} is better)`))
    parts.push(...bars(measure, y + HEAD))
    y += HEAD + measure.series.length * ROW
  }
  for (const goal of goals) {
    y += 20
    const { median, q1, q3 } = goal.measured
    const line = `${goal.text}: ${ratio(median)} (${ratio(q1)} – ${ratio(q3)}), wanted ${goal.better === 'more' ? '≥' : '≤'} ${goal.must}: ${verdictOf(goal)}`
    parts.push(text(16, y + 4, 'small faint', line))
  }
  const height = y + 20
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${xml(`${id}: ${title}`)}">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

function bars(measure: Measure, top: number): string[] {
  const rows = spreads(measure)
  const room = WIDTH - LABELS - VALUES - 16
  const scale = room / Math.max(...rows.map(({ q3, median }) => Math.max(q3, median)), 1e-9)
  return rows.flatMap(({ variant, median, q1, q3 }, i) => {
    const y = top + i * ROW
    const middle = y + ROW / 2
    const end = (value: number) => (LABELS + Math.max(0, value) * scale).toFixed(1)
    const whisker = `M${end(q1)} ${middle}H${end(q3)}M${end(q1)} ${middle - 4}v8M${end(q3)} ${middle - 4}v8`
    return [
      text(LABELS - 8, middle + 4, 'text', variant, 'end'),
      `<rect class="${variant.startsWith(OURS) ? 'ours' : 'bar'}" x="${LABELS}" y="${y + 4}" width="${Math.max(1, median * scale).toFixed(1)}" height="${ROW - 8}" rx="2"/>`,
      `<path class="whisker" fill="none" stroke-width="1.2" d="${whisker}"/>`,
      text(LABELS + Math.max(q3, median, 0) * scale + 8, middle + 4, 'faint', amount(median)),
    ]
  })
}

const text = (x: number, y: number, kind: string, content: string, anchor = 'start'): string =>
  `<text class="${kind}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${xml(content)}</text>`

const xml = (content: string): string => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
