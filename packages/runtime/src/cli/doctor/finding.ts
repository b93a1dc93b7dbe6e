/** One thing that the doctor looked at. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail'
  readonly subject: string
  readonly found: string
  /** What to do about it, or what follows from it. */
  readonly advice?: string
}

/** The Node that Parley promises to run on. */
const OLDEST = [20, 19] as const

export function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
  return isOld
    ? { level: 'fail', subject: 'node', found: version, advice: `install Node ${OLDEST.join('.')} or later` }
    : { level: 'ok', subject: 'node', found: version }
}

/** Small messages need this much; a broker that takes less was set up for something else. */
const USUAL_PAYLOAD = 1024 * 1024

export function judgePayload(bytes: number): Finding {
  const found = bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} bytes`
  return bytes < USUAL_PAYLOAD
    ? {
        level: 'warn',
        subject: 'max_payload',
        found,
        advice: 'larger messages need JetStream, and take longer; the usual limit is 1024 KiB',
      }
    : { level: 'ok', subject: 'max_payload', found: `${found}; a larger message goes by JetStream` }
}

/** Known holes are closed, and message TTL and consumer pause are there, from here on. */
const RECENT = [2, 11] as const

export function judgeServer(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < RECENT[0] || (major === RECENT[0] && minor < RECENT[1])
  return isOld
    ? {
        level: 'warn',
        subject: 'broker version',
        found: version,
        advice: `it works, but has known holes (accounts are not well separated): ${RECENT.join('.')} or later is better`,
      }
    : { level: 'ok', subject: 'broker version', found: version }
}

const SYNC = 'a power loss may cost the last two minutes, unless a stream has three replicas or the server says sync_interval: always'

/** What storage means for what must not be lost. `isCluster`: the broker is one of several. */
export function judgeStorage(jetstream: boolean, isCluster: boolean): Finding {
  if (!jetstream)
    return {
      level: 'warn',
      subject: 'jetstream',
      found: 'off',
      advice: 'all works but durable interactions; start nats-server with -js for those',
    }
  return isCluster
    ? {
        level: 'ok',
        subject: 'jetstream',
        found: 'on, in a cluster',
        advice: 'three replicas survive the loss of a machine and of its power; one replica only the death of a process',
      }
    : {
        level: 'ok',
        subject: 'jetstream',
        found: 'on, one node',
        advice: `file storage on one node survives the death of any process; ${SYNC}`,
      }
}
