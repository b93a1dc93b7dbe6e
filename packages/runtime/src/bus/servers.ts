import { ParleyError } from '@parley/protocol'

/** Where the servers of one cluster are, and who connects, as URLs say it. */
export interface Servers {
  readonly servers: string[]
  readonly user?: string
  readonly pass?: string
  readonly token?: string
}

/** The client wants hosts and identity apart: `nats://bob:secret@host:4222,host2:4222` is two hosts and one identity; a name alone is a token. Throws ParleyError BAD_CONFIG for another scheme than `nats` and `tls`. */
export function serversOf(urls: string | readonly string[]): Servers {
  const all = [urls].flat().flatMap((one) => one.split(','))
  const parts = all.map((url) => /^(\w+:\/\/)?(?:([^@/]*)@)?(.*)$/.exec(url.trim())!)
  const other = parts.find(([, scheme]) => scheme && !/^(nats|tls):/i.test(scheme))
  if (other) throw new ParleyError('BAD_CONFIG', `servers: got ${other[1]}${other[3]}, expected nats:// or tls://`)
  const servers = parts.map(([, scheme = '', , host]) => `${scheme}${host}`)
  const identity = parts.find(([, , who]) => who)?.[2]
  if (identity === undefined) return { servers }
  const [user, pass] = identity.split(':').map(decodeURIComponent)
  return pass === undefined ? { servers, token: user! } : { servers, user: user!, pass }
}
