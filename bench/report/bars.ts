import { type Measure, spreads } from './report.ts'
import { type Drawing, text, WIDTH } from './svg.ts'
import { amount } from './table.ts'

const LABELS = 210
const VALUES = 150
const ROW = 26
const OURS = 'parley'

/** One bar for each variant; where there are others, Parley's own stand out. */
export function bars(measure: Measure, top: number): Drawing {
  const rows = spreads(measure)
  const room = WIDTH - LABELS - VALUES - 16
  const scale = room / Math.max(...rows.map(({ q3, median }) => Math.max(q3, median)), 1e-9)
  const isOurs = (variant: string) => variant.startsWith(OURS)
  const alone = !rows.some(({ variant }) => isOurs(variant))
  const parts = rows.flatMap(({ variant, median, q1, q3 }, i) => {
    const y = top + i * ROW
    const middle = y + ROW / 2
    const end = (value: number) => (LABELS + Math.max(0, value) * scale).toFixed(1)
    const whisker = `M${end(q1)} ${middle}H${end(q3)}M${end(q1)} ${middle - 4}v8M${end(q3)} ${middle - 4}v8`
    return [
      text(LABELS - 8, middle + 4, 'text', variant, 'end'),
      `<rect class="${alone || isOurs(variant) ? 'ours' : 'bar'}" x="${LABELS}" y="${y + 4}" width="${Math.max(1, median * scale).toFixed(1)}" height="${ROW - 8}" rx="2"/>`,
      `<path class="whisker" fill="none" stroke-width="1.2" d="${whisker}"/>`,
      text(LABELS + Math.max(q3, median, 0) * scale + 8, middle + 4, 'faint', amount(median)),
    ]
  })
  return { parts, height: rows.length * ROW }
}
