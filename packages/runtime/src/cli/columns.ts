import stringWidth from 'string-width'

/** A table: columns as wide as their widest cell by what the terminal shows, not by characters; numbers to the right. */
export function columns(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = [head, ...rows.map((row) => row.map(String))]
  const widths = head.map((_, i) => Math.max(...cells.map((row) => stringWidth(row[i] ?? ''))))
  const toTheRight = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'))
  return cells.map((row) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat(widths[i]! - stringWidth(cell))
        return toTheRight[i] ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd(),
  )
}
