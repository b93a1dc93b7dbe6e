import pino from 'pino'

export type Logger = pino.Logger

/**
 * Log lines, JSON, on standard error: standard output belongs to results. The level comes from PARLEY_LOG (trace, debug, info, warn, error, silent).
 * Whatever is called a secret is not written.
 */
export function createLog(bindings: Record<string, string> = {}, level: string = process.env.PARLEY_LOG ?? 'warn'): Logger {
  const known = level in pino.levels.values || level === 'silent'
  const log = pino(
    {
      level: known ? level : 'warn',
      base: bindings,
      redact: ['password', 'token', 'seed', 'secret', '*.password', '*.token', '*.seed', '*.secret'],
    },
    pino.destination({ dest: 2, sync: true }),
  )
  if (!known) log.warn(`PARLEY_LOG: got ${JSON.stringify(level)}, expected one of ${Object.keys(pino.levels.values).join(', ')}, silent`)
  return log
}
