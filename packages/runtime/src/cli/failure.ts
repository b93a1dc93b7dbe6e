/** What is wrong with how a command was called: exit code 2. */
export class UsageError extends Error {
  readonly code = 'BAD_USAGE'
}

export interface Failure {
  readonly code: string
  readonly message: string
  /** Whether the same may do better later; absent where nobody can say. */
  readonly retryable?: boolean
}

/** Read from its fields, not its class: it may come from another copy of this package, and the command line need not load the protocol to fail. */
export function failureOf(error: unknown): Failure {
  const { code, message, retryable } = (error ?? {}) as Partial<Failure>
  return {
    code: typeof code === 'string' ? code : 'FAILED',
    message: typeof message === 'string' && message ? message : String(error),
    ...(typeof retryable === 'boolean' && { retryable }),
  }
}

/** One line with the code; what a message lists stands indented below it. */
export function describeFailure({ code, message, retryable }: Failure): string {
  const lines = message.split('\n').map((line, i) => (i === 0 ? `${code}: ${line}` : `  ${line}`))
  if (retryable && lines.length > 1) lines.push('  Trying again may help.')
  return lines.join('\n') + (retryable && lines.length === 1 ? ' (trying again may help)' : '')
}

/** A name that is none was typed by somebody: bad usage as well. */
export const exitCodeOf = ({ code }: Failure): number => (code === 'BAD_USAGE' || code === 'BAD_NAME' ? 2 : 1)
