import type { Line } from './lines.ts'

/** What a document is made of. Only headings and prose are read; the rest is passed over, but it fills a section and may hold links. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string; readonly lines: readonly Line[] }
  | { readonly kind: 'prose'; readonly item: boolean; readonly lines: readonly Line[] }
  | { readonly kind: 'code'; readonly closed: boolean; readonly lines: readonly Line[] }
  | { readonly kind: 'matter' | 'html' | 'table' | 'definition' | 'rule'; readonly lines: readonly Line[] }
