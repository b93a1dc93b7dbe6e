import { type Credentials, credentialsFrom, ownerOf } from '../bus/credentials.ts'
import type { Tls } from '../bus/tls.ts'
import { OPERATOR } from '../permissions/identity.ts'
import type { CommonOptions } from './command.ts'
import { UsageError } from './failure.ts'

/** Who the command line is on a broker. */
export interface CliIdentity {
  readonly name: string
  readonly credentials?: Credentials
  readonly tls?: Tls
}

/** A name of the command line's own, which no agent may have. */
const cliName = (): string => `cli-${Buffer.from(crypto.getRandomValues(new Uint8Array(4))).toString('hex')}`

/**
 * Who to be: by the options, the environment, or what broker.json says of a secured network. With a seed of `NAME.nk` it is NAME, with other credentials the operator;
 * where nobody is asked, a name that nobody else has.
 */
export function identityOf(options: CommonOptions, ofFile?: Credentials): CliIdentity {
  const given = givenBy(options)
  const credentials = given.credentials ?? credentialsFrom(process.env) ?? ofFile
  return credentials ? { ...given, credentials, name: ownerOf(credentials) ?? OPERATOR } : { ...given, name: cliName() }
}

/** The same for a process that is started: what `connect` there goes by. */
export function environmentOf({ credentials, tls }: Omit<CliIdentity, 'name'>): Record<string, string> {
  const files = { nkeySeedFile: '', credsFile: '', ...credentials }
  return {
    ...(credentials && { NATS_NKEY: files.nkeySeedFile, NATS_CREDS: files.credsFile }),
    ...(tls && { NATS_CA: tls.caFile ?? '', NATS_CERT: tls.certFile ?? '', NATS_KEY: tls.keyFile ?? '' }),
  }
}

/** What the options alone say. Throws UsageError for two identities. */
export function givenBy({ nkey, creds, tlsca, tlscert, tlskey }: CommonOptions): Omit<CliIdentity, 'name'> {
  if (nkey && creds) throw new UsageError('--nkey and --creds are two identities: give one of them')
  const tls = { ...(tlsca && { caFile: tlsca }), ...(tlscert && { certFile: tlscert }), ...(tlskey && { keyFile: tlskey }) }
  return {
    ...(nkey && { credentials: { nkeySeedFile: nkey } }),
    ...(creds && { credentials: { credsFile: creds } }),
    ...(Object.keys(tls).length > 0 && { tls }),
  }
}
