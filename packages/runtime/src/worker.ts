export type WorkerReport =
  | { readonly kind: 'ready'; readonly instance: string; readonly pid: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
