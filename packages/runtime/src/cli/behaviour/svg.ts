import type { Chart } from '../../behaviour/chart.ts'
import { linesOf } from '../../behaviour/draw/words.ts'
import type { Placed } from '../../network/draw/geometry.ts'
import { escaped, n, pathOf, RADIUS } from '../../network/draw/path.ts'
import { STYLE } from '../../network/draw/theme.ts'
import { type Area, type Box, DOT, exitY, HEAD, INITIAL, PAD, pictureOf, ROW } from './picture.ts'

const MARGIN = 28

/** A machine as an SVG file that needs nothing beside it. */
export function svgOf(chart: Chart, title: string): string {
  const area = pictureOf(chart)
  const always = linesOf(chart.root).map((line) => `in every state: ${line}`)
  const top = MARGIN + always.length * ROW
  const [width, height] = [Math.ceil(area.layout.width + 2 * MARGIN), Math.ceil(area.layout.height + top + MARGIN)]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(`The behaviour of ${title}`)}</title>
<style>${STYLE}</style>
<rect class="page" width="${width}" height="${height}" rx="14"/>
${always.map((line, i) => text('dim small', MARGIN, MARGIN + i * ROW, line)).join('')}
<g transform="translate(${MARGIN} ${top})">
${drawArea(area)}
</g>
</svg>
`
}

const drawArea = ({ boxes, links, layout }: Area): string =>
  [
    ...links.map(({ link, on }) => {
      const route = layout.routes.get(link)!
      const { x, y } = route.points.at(-1)!
      return `<g class="${classOf(on)}"><path class="wire" d="${pathOf(route)}"/><path class="port" d="M${n(x)} ${n(y)}l-8 -4.5v9z"/></g>`
    }),
    ...[layout.boxes.get(INITIAL)].flatMap((at) =>
      at ? [`<g class="start"><circle class="port" cx="${n(at.x + DOT / 2)}" cy="${n(at.y + DOT / 2)}" r="${DOT / 2}"/></g>`] : [],
    ),
    ...boxes.map((box) => drawBox(box, layout.boxes.get(box.state.path)!)),
  ].join('\n')

function drawBox(box: Box, { x, y }: Placed): string {
  const { state, title, badge, lines, inside, exits, width, height } = box
  const below = HEAD + lines.length * ROW + PAD
  return [
    `<g transform="translate(${n(x)} ${n(y)})">`,
    `<rect class="box${state.kind === 'history' ? ' dashed' : ''}" width="${width}" height="${height}" rx="${RADIUS}"/>`,
    ...(state.kind === 'final' ? [`<rect class="box" x="4" y="4" width="${width - 8}" height="${height - 8}" rx="${RADIUS - 3}"/>`] : []),
    text('title', 16, 23, title),
    ...(badge ? [text('dim small', width - 14, 22.5, badge, true)] : []),
    ...(height > HEAD ? [`<path class="line" d="M0.5 ${HEAD}H${width - 0.5}"/>`] : []),
    ...lines.map((line, i) => text('name', 16, HEAD + ROW * (i + 0.5) + 8, line)),
    ...(inside ? [`<g transform="translate(${PAD} ${below})">`, drawArea(inside), '</g>'] : []),
    ...exits.map(({ label, on, to }, i) => {
      const dot = to === state.path ? '' : `<circle class="port" cx="${width}" cy="${n(exitY(box, i))}" r="4"/>`
      return `<g class="${classOf(on)}">${dot}${text('note', width - 14, exitY(box, i) + 4, label, true)}</g>`
    }),
    '</g>',
  ].join('')
}

/** Ends that are not ok, times, other events of Parley's, and what the machine does by itself. */
function classOf(on: string): string {
  if (on === '') return 'start'
  if (on.startsWith('parley.failed')) return 'wrong'
  if (on.startsWith('after ')) return 'tensor'
  return on.startsWith('parley.') ? 'text' : 'any'
}

const text = (style: string, x: number, y: number, content: string, end = false): string =>
  `<text class="${style}" x="${n(x)}" y="${n(y)}"${end ? ' text-anchor="end"' : ''}>${escaped(content)}</text>`
