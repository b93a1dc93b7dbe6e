export const WIDTH = 760

/** A part of a picture, and how much of it it takes. */
export interface Drawing {
  readonly parts: readonly string[]
  readonly height: number
}

export const text = (x: number, y: number, kind: string, content: string, anchor = 'start'): string =>
  `<text class="${kind}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${xml(content)}</text>`

export const xml = (content: string): string => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
