import { bars } from './bars.ts'
import { curve } from './curve.ts'
import { type Result, verdictOf } from './report.ts'
import { text, WIDTH, xml } from './svg.ts'
import { ratio } from './table.ts'

const HEAD = 34

/** The page that it stands on may be light or dark; the picture has its own ground, so that it can be read on both. */
const STYLE = `
  .ground { fill: #ffffff } .text { fill: #1f2328 } .faint { fill: #59636e } .bar { fill: #9aa7b5 } .ours { fill: #2f6feb } .whisker { stroke: #1f2328 }
  .line { stroke: #2f6feb } .grid { stroke: #d1d9e0 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .text { fill: #e6edf3 } .faint { fill: #9198a1 } .bar { fill: #57606a } .ours { fill: #4493f8 } .whisker { stroke: #e6edf3 }
    .line { stroke: #4493f8 } .grid { stroke: #3d444d }
  }
  text { font: 13px system-ui, sans-serif } .title { font-weight: 600; font-size: 15px } .small { font-size: 11px }`

/** Medians as bars, or as the points of a curve, with whiskers from quartile to quartile; one drawing for each measure. */
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
    const drawn = (measure.over ? curve : bars)(measure, y + HEAD)
    parts.push(...drawn.parts)
    y += HEAD + drawn.height
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
