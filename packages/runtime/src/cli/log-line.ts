import type { Colors } from '../network/view/colors.ts'

interface LogLine {
  readonly level: number
  readonly msg?: string
  readonly uuid?: string
  readonly subject?: string
  readonly err?: { readonly message?: string; readonly stack?: string }
}

/** A structured log line as a person reads it; any other line as it is. */
export function describeLog(text: string, { red, yellow, dim }: Colors): string {
  const log = parse(text)
  if (!log) return text
  const { level, msg = '', err, uuid, subject } = log
  const word = level >= 50 ? red('error') : level >= 40 ? yellow('warn') : level >= 30 ? 'info' : dim('debug')
  const about = [subject, uuid].filter(Boolean).join(' ')
  return `${word} ${msg}${err?.message ? `: ${err.message}` : ''}${about ? dim(` ${about}`) : ''}${placeOf(err?.stack, dim)}`
}

/** Where it was thrown: the first frame that is no part of Node. */
function placeOf(stack: string | undefined, dim: (text: string) => string): string {
  const frame = stack?.split('\n').find((line) => /^\s+at /.test(line) && !line.includes('node:'))
  return frame ? `\n  ${dim(frame.trim())}` : ''
}

function parse(text: string): LogLine | undefined {
  if (!text.startsWith('{"level":')) return undefined
  try {
    const log = JSON.parse(text) as LogLine
    return typeof log.level === 'number' ? log : undefined
  } catch {
    return undefined
  }
}
