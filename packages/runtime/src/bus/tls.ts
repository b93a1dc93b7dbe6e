import { accessSync, constants } from 'node:fs'
import { ParleyError } from '@parley/protocol'

/** For a broker that asks for TLS: whom to trust beside the system's authorities, and one's own certificate where the broker wants one. Paths of PEM files. */
export interface Tls {
  readonly caFile?: string
  readonly certFile?: string
  readonly keyFile?: string
}

/** The same variables as the `nats` tools use. */
export function tlsFrom(env: Readonly<Record<string, string | undefined>>): Tls | undefined {
  const { NATS_CA: caFile, NATS_CERT: certFile, NATS_KEY: keyFile } = env
  if (!caFile && !certFile && !keyFile) return undefined
  return { ...(caFile && { caFile }), ...(certFile && { certFile }), ...(keyFile && { keyFile }) }
}

/** Throws ParleyError BAD_CONFIG for a file that cannot be read, and for half of a pair. */
export function checkTls(tls: Tls): Tls {
  if (!tls.certFile !== !tls.keyFile) throw new ParleyError('BAD_CONFIG', 'tls: a certificate and its key belong together, got one of them')
  for (const file of [tls.caFile, tls.certFile, tls.keyFile]) {
    try {
      if (file) accessSync(file, constants.R_OK)
    } catch (error) {
      throw new ParleyError('BAD_CONFIG', `${file}: cannot be read: ${(error as NodeJS.ErrnoException).code}`)
    }
  }
  return tls
}
