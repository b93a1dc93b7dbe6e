import { type Measure, spreads } from './report.ts'
import { type Drawing, text, WIDTH } from './svg.ts'
import { amount } from './table.ts'

const LEFT = 60
const RIGHT = 60
const PLOT = 160
const AXIS = 44
/** Above the highest value. */
const AIR = 1.2

/** One line through the medians, from nothing at the bottom; along it what grows, each step ten times as much. */
export function curve(measure: Measure, top: number): Drawing {
  const { name, at } = measure.over!
  const points = spreads(measure)
  const bottom = top + PLOT
  const most = AIR * Math.max(...points.map(({ q3 }) => q3), 1e-9)
  const [first, last] = [at[0]!, at.at(-1)!].map(Math.log10) as [number, number]
  const x = (i: number) => LEFT + ((Math.log10(at[i]!) - first) / (last - first || 1)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number) => bottom - (value / most) * PLOT
  const place = (i: number, value: number) => `${x(i).toFixed(1)} ${y(value).toFixed(1)}`
  const parts = [
    `<path class="grid" fill="none" d="M${LEFT} ${top}V${bottom}H${WIDTH - RIGHT}"/>`,
    text(LEFT - 8, bottom + 4, 'small faint', '0', 'end'),
    text(WIDTH / 2, bottom + 36, 'small faint', name, 'middle'),
    `<path class="line" fill="none" stroke-width="2" d="M${points.map(({ median }, i) => place(i, median)).join('L')}"/>`,
    ...points.flatMap(({ median, q1, q3 }, i) => [
      `<path class="whisker" fill="none" stroke-width="1.2" d="M${place(i, q1)}L${place(i, q3)}"/>`,
      `<circle class="ours" cx="${x(i).toFixed(1)}" cy="${y(median).toFixed(1)}" r="4"/>`,
      text(x(i) + 7, y(median) - 8, 'faint', amount(median)),
      text(x(i), bottom + 18, 'small text', at[i]!.toLocaleString('en'), 'middle'),
    ]),
  ]
  return { parts, height: PLOT + AXIS }
}
