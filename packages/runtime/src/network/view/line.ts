import stringWidth from 'string-width'

/** A piece of a line and what paints it. */
export type Span = string | { readonly text: string; readonly paint: (text: string) => string }

const graphemes = new Intl.Segmenter()

/** The text, cut to as many terminal columns with an ellipsis where it is longer. */
export function cut(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text
  let kept = ''
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    width += stringWidth(segment)
    if (width > columns - 1) break
    kept += segment
  }
  return columns > 0 ? `${kept}…` : ''
}

/** Spaces after the text up to a width. */
export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - stringWidth(text)))

export const widthOf = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + stringWidth(textOf(span)), 0)

/** One line of a terminal: measured and cut before it is painted, so that colours never count. */
export function line(spans: readonly Span[], columns: number): string {
  let left = columns
  let whole = ''
  for (const span of spans) {
    const text = printable(textOf(span))
    const width = stringWidth(text)
    const shown = cut(text, left)
    whole += typeof span === 'string' ? shown : span.paint(shown)
    left -= width
    if (left < 0) break
  }
  return whole
}

const textOf = (span: Span): string => (typeof span === 'string' ? span : span.text)

/** A line break or an escape in a name must not move the cursor. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ')
