import pino from 'pino'

/** Writes log lines: what happened, and its fields. */
export interface Logger {
  debug(fields: object, text?: string): void
  info(fields: object, text?: string): void
  warn(fields: object, text?: string): void
  error(fields: object, text?: string): void
  /** Writes lines that have these fields too. */
  child(fields: object): Logger
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
const SECRETS = ['password', 'token', 'seed', 'secret']

/**
 * Log lines, JSON, on standard error: standard output belongs to results. The level comes from PARLEY_LOG (trace, debug, info, warn, error, silent).
 * Whatever is called a secret is not written.
 */
export function createLog(bindings: Record<string, string> = {}, level: string = process.env.PARLEY_LOG ?? 'warn'): Logger {
  const known = LEVELS.includes(level)
  const options = { level: known ? level : 'warn', base: bindings, redact: [...SECRETS, ...SECRETS.map((name) => `*.${name}`)] }
  const log = new LateLog(() => pino(options, pino.destination({ dest: 2, sync: true })))
  if (!known) log.warn({}, `PARLEY_LOG: got ${JSON.stringify(level)}, expected one of ${LEVELS.join(', ')}`)
  return log
}

/** What writes is made with the first line: most processes never write one, and a bundle does not even load it before. */
class LateLog implements Logger {
  readonly #make: () => pino.Logger
  #made: pino.Logger | null = null

  constructor(make: () => pino.Logger) {
    this.#make = make
  }

  get #log(): pino.Logger {
    this.#made ??= this.#make()
    return this.#made
  }

  debug(fields: object, text?: string): void {
    this.#log.debug(fields, text)
  }

  info(fields: object, text?: string): void {
    this.#log.info(fields, text)
  }

  warn(fields: object, text?: string): void {
    this.#log.warn(fields, text)
  }

  error(fields: object, text?: string): void {
    this.#log.error(fields, text)
  }

  child(fields: object): Logger {
    return new LateLog(() => this.#log.child(fields))
  }
}
