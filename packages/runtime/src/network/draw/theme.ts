import type { StreamType } from '@parley/protocol'

interface Theme {
  readonly page: string
  readonly box: string
  readonly head: string
  readonly line: string
  readonly text: string
  readonly dim: string
  readonly wrong: string
  readonly types: Readonly<Record<StreamType, string>>
}

const LIGHT: Theme = {
  ...{ page: '#f8fafc', box: '#ffffff', head: '#f1f5f9', line: '#cbd5e1', text: '#0f172a', dim: '#566376', wrong: '#c81e1e' },
  types: { text: '#2563eb', json: '#7c3aed', image: '#047857', tensor: '#b45309', file: '#be185d', any: '#475569' },
}

const DARK: Theme = {
  ...{ page: '#0f172a', box: '#1b2537', head: '#263349', line: '#475569', text: '#e2e8f0', dim: '#94a3b8', wrong: '#f87171' },
  types: { text: '#7cb0ff', json: '#b9a0ff', image: '#4ade9f', tensor: '#fbb454', file: '#f78fc5', any: '#a8b5c8' },
}

/** For pages that are light, and for those that are dark. */
export const THEMES = { light: LIGHT, dark: DARK }

const SANS = "ui-sans-serif, system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
const MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"

const colors = ({ page, box, head, line, text, dim, wrong, types }: Theme) => `
.page { fill: ${page} } .box, .card { fill: ${box}; stroke: ${line} } .head { fill: ${head} } .line { stroke: ${line} }
.title, .name { fill: ${text} } .dim { fill: ${dim} } .halo { stroke: ${page} } .start { color: ${dim} }
${Object.entries(types)
  .map(([type, color]) => `.${type} { color: ${color} }`)
  .join(' ')} .unknown { color: ${dim} } .wrong { color: ${wrong} }`

/** The style of a picture. It has a ground of its own, so that it can be read on any page, and follows whether its reader prefers dark. */
export const STYLE = `
.title { font: 600 14px ${SANS} } .small { font: 500 11px ${SANS} } .name, .note, .halo { font: 12px ${MONO} }
.note { fill: currentColor } .halo { fill: currentColor; stroke-width: 5px; stroke-linejoin: round; paint-order: stroke }
.wire { fill: none; stroke: currentColor; stroke-width: 1.75 } .dashed { stroke-dasharray: 5 4 } .port { fill: currentColor }
.hollow { fill: none; stroke: currentColor; stroke-width: 1.5 } .box, .card { stroke-width: 1 }${colors(THEMES.light)}
@media (prefers-color-scheme: dark) {${colors(THEMES.dark)}
}
`
