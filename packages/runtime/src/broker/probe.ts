import { connect } from 'node:net'
import { ParleyError } from '@parley/protocol'

/** What a server says of itself in the first line that it sends. */
export interface ServerInfo {
  readonly version: string
  /** Bytes. */
  readonly maxPayload: number
  readonly jetstream: boolean
  /** It lets in only whom it knows. */
  readonly authRequired?: true
}

const DEFAULT_PORT = 4222
/** A server's first line is well below this; what is longer is none. */
const MAX_INFO_BYTES = 64 * 1024

/**
 * The greeting of the NATS server at `url` (one, or several with commas: the first that answers). No client is needed for it.
 * Throws BROKER_UNAVAILABLE when nothing there speaks NATS within `timeoutMs`.
 */
export async function probe(url: string, timeoutMs = 2_000): Promise<ServerInfo> {
  const problems: string[] = []
  for (const one of url.split(',')) {
    try {
      return await greet(one.trim(), timeoutMs)
    } catch (error) {
      problems.push(`${withoutPassword(one.trim())}: ${(error as Error).message}`)
    }
  }
  throw new ParleyError('BROKER_UNAVAILABLE', problems.join('; '))
}

/** An address as it may be shown. */
export const withoutPassword = (url: string): string => url.replace(/(^|\/\/)[^@/]*@/, '$1…@')

/** The host and port of a server's address; scheme and port may be left out. Throws TypeError for what is no address. */
export function addressOf(url: string): { host: string; port: number } {
  const parsed = new URL(url.includes('://') ? url : `nats://${url}`)
  return { host: parsed.hostname.replace(/^\[|\]$/g, ''), port: Number(parsed.port) || DEFAULT_PORT }
}

function greet(url: string, timeoutMs: number): Promise<ServerInfo> {
  return new Promise((resolve, reject) => {
    const socket = connect(addressOf(url))
    let text = ''
    const fail = (error: Error) => {
      clearTimeout(timer)
      socket.destroy()
      reject(error)
    }
    const timer = setTimeout(() => fail(new Error(`no greeting within ${timeoutMs} ms`)), timeoutMs)
    socket.setEncoding('utf8')
    socket.on('error', (error: NodeJS.ErrnoException) => fail(new Error(error.code ?? error.message)))
    socket.on('close', () => fail(new Error('it closed the connection without a greeting')))
    socket.on('data', (chunk: string) => {
      text += chunk
      const end = text.indexOf('\r\n')
      if (end < 0 && text.length < MAX_INFO_BYTES) return
      const info = parseInfo(text.slice(0, Math.max(end, 0)))
      if (!info) return fail(new Error('what answers there is not a NATS server'))
      clearTimeout(timer)
      socket.destroy()
      resolve(info)
    })
  })
}

function parseInfo(line: string): ServerInfo | undefined {
  if (!line.startsWith('INFO {')) return undefined
  try {
    const info = JSON.parse(line.slice('INFO '.length)) as {
      version?: string
      max_payload?: number
      jetstream?: boolean
      auth_required?: boolean
    }
    const authRequired = info.auth_required ? { authRequired: true as const } : {}
    return { version: info.version ?? 'unknown', maxPayload: info.max_payload ?? 0, jetstream: info.jetstream === true, ...authRequired }
  } catch {
    return undefined
  }
}
