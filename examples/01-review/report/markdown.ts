const MARKS = /[\\`*_<>[\]|#~]/g

/** Text from a document, so that a report shows it as it is written. */
export const escaped = (text: string): string => text.replace(MARKS, '\\$&')

/** A place that editors and terminals open: `docs/guide.md:12`. */
export const place = (name: string, line: number): string => `\`${name.replaceAll('`', "'")}:${line}\``

export const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** `1 passage`, `2 passages`. */
export const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`

export interface Column {
  readonly title: string
  readonly numbers?: boolean
}

export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const head = [line(columns.map(({ title }) => title)), line(columns.map(({ numbers }) => (numbers ? '---:' : '---')))]
  return [...head, ...rows.map(line)].join('\n')
}
