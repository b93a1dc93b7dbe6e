import { ANY, BadNameError, checkAgentName, checkId, checkLabel, isAgentName, isId, isLabel } from './names.ts'

/**
 * Every subject that Parley speaks on is built and taken apart here (docs/wire-protocol.md has the table).
 * Identity is in the tokens, so that the broker's own permissions enforce it. Builders throw BadNameError for a token that is not of its form;
 * `parseSubject` gives null for a subject that is not ours.
 */
const ROOT = 'parley'

/** Shards of the work queue. A change of this number moves every waiting request, so it never changes. */
export const WORK_SHARDS = 16

const name = (token: string, field: string) => (token === '*' ? token : checkAgentName(token, field))
const nameOrAny = (token: string, field: string) => (token === ANY ? token : name(token, field))
const id = (token: string, field: string) => (token === '*' ? token : checkId(token, field))
const idOrAny = (token: string, field: string) => (token === ANY ? token : id(token, field))
const label = (token: string, field: string) => (token === '*' ? token : checkLabel(token, field))

/** Entries of one journal: nine digits, so that every language counts them in 32 bits. */
const MAX_COUNT = 999_999_999

function count(n: number, field: string): number {
  if (Number.isInteger(n) && n >= 0 && n <= MAX_COUNT) return n
  throw new BadNameError(field, n, `a whole number from 0 to ${MAX_COUNT}`)
}

/** The stream that keeps a world's claims. Throws BadNameError. */
export const claimStreamOf = (world: string): string => `PARLEY_CLAIMS_${checkAgentName(world, 'world')}`

/** The subjects of one world. A token may be `*` where one subscribes, `_` where the table allows it. */
export function subjectsOf(world: string) {
  const root = `${ROOT}.${checkAgentName(world, 'world')}`
  const work = (target: string) => {
    const checked = checkAgentName(target, 'target')
    return `${root}.work.${shardOf(checked)}.${checked}`
  }
  const claim = (recipient: string, owner: string, key: string, n: number | '*') =>
    `${root}.claim.${nameOrAny(recipient, 'recipient')}.${name(owner, 'owner')}.${id(key, 'key')}.${n === '*' ? n : count(n, 'n')}`
  return {
    /** A request to `target`. Its instances share the queue group of that name. */
    interaction: (target: string, requester: string) => `${root}.interaction.${name(target, 'target')}.${name(requester, 'requester')}`,
    /** What a target says about an interaction; also the reply subject of the request, for the broker's 503. */
    status: (requester: string, instance: string, ofId: string, target: string) =>
      `${root}.status.${name(requester, 'requester')}.${idOrAny(instance, 'requesterInstance')}.${idOrAny(ofId, 'id')}.${name(target, 'target')}`,
    /** To one instance that holds an interaction, or to `_`, all of that name. */
    control: (target: string, instance: string, sender: string) =>
      `${root}.control.${name(target, 'target')}.${idOrAny(instance, 'targetInstance')}.${name(sender, 'sender')}`,
    /** Samples of a stream to one recipient, or to `_`, all subscribers. */
    stream: (owner: string, stream: string, recipient: string, instance: string, ofId: string) =>
      `${root}.stream.${name(owner, 'owner')}.${label(stream, 'stream')}.${nameOrAny(recipient, 'recipient')}.${idOrAny(instance, 'recipientInstance')}.${idOrAny(ofId, 'id')}`,
    presence: (ofAgent: string, instance: string) => `${root}.presence.${name(ofAgent, 'agent')}.${id(instance, 'instance')}`,
    /** A durable request, kept by the work queue. */
    workRequest: (target: string, requester: string, ofId: string) =>
      `${work(target)}.request.${name(requester, 'requester')}.${id(ofId, 'id')}`,
    /** What wakes or steers a durable interaction. */
    workSignal: (target: string, requester: string, ofId: string, sender: string) =>
      `${work(target)}.signal.${name(requester, 'requester')}.${id(ofId, 'id')}.${name(sender, 'sender')}`,
    /** Entry `n` of a durable interaction. */
    journal: (target: string, requester: string, ofId: string, n: number) =>
      `${root}.journal.${name(target, 'target')}.${name(requester, 'requester')}.${id(ofId, 'id')}.${count(n, 'n')}`,
    /** A durable status on its way to the broker, which accepts or refuses it. */
    record: (requester: string, ofId: string, target: string) =>
      `${root}.record.${name(requester, 'requester')}.${id(ofId, 'id')}.${name(target, 'target')}`,
    /** A durable status that the broker accepted. */
    recorded: (requester: string, ofId: string, target: string) =>
      `${root}.recorded.${name(requester, 'requester')}.${id(ofId, 'id')}.${name(target, 'target')}`,
    /** Chunk `n` of what a claim stands for: kept by the broker for one recipient, or for `_`, all subscribers. */
    claim,
    /** Where chunk `n` is asked for: the broker checks the subject at the end of this one. */
    claimChunk: (recipient: string, owner: string, key: string, n: number | '*') =>
      `$JS.API.DIRECT.GET.${claimStreamOf(world)}.${claim(recipient, owner, key, n)}`,
    /** Every status in the world, or those of one requester's instance. */
    statuses: (requester = '*', instance = '*') => `${root}.status.${name(requester, 'requester')}.${idOrAny(instance, 'instance')}.*.*`,
  }
}
export type Subjects = ReturnType<typeof subjectsOf>

/** The tokens of a subject, by its room. */
export type Address =
  | { room: 'interaction'; world: string; target: string; requester: string }
  | { room: 'status'; world: string; requester: string; requesterInstance: string; id: string; target: string }
  | { room: 'control'; world: string; target: string; targetInstance: string; sender: string }
  | { room: 'stream'; world: string; owner: string; stream: string; recipient: string; recipientInstance: string; id: string }
  | { room: 'presence'; world: string; agent: string; instance: string }
  | { room: 'work'; kind: 'request'; world: string; shard: number; target: string; requester: string; id: string }
  | { room: 'work'; kind: 'signal'; world: string; shard: number; target: string; requester: string; id: string; sender: string }
  | { room: 'journal'; world: string; target: string; requester: string; id: string; n: number }
  | { room: 'claim'; world: string; recipient: string; owner: string; key: string; n: number }
  | { room: 'record' | 'recorded'; world: string; requester: string; id: string; target: string }

const isName = (t: string) => t === ANY || isAgentName(t)
const isIdOrAny = (t: string) => t === ANY || isId(t)

/** The tokens of one of our subjects, each checked; null where it is not one. */
export function parseSubject(subject: string): Address | null {
  const [root, world, room, a, b, c, d, e, f, ...more] = subject.split('.') as (string | undefined)[] as string[]
  if (root !== ROOT || more.length > 0 || !world || !isAgentName(world)) return null
  const size = [a, b, c, d, e, f].indexOf(undefined)
  const n = size < 0 ? 6 : size
  if (room === 'interaction' && n === 2 && isAgentName(a!) && isAgentName(b!)) return { room, world, target: a!, requester: b! }
  if (room === 'status' && n === 4 && isAgentName(a!) && isIdOrAny(b!) && isIdOrAny(c!) && isAgentName(d!))
    return { room, world, requester: a!, requesterInstance: b!, id: c!, target: d! }
  if (room === 'control' && n === 3 && isAgentName(a!) && isIdOrAny(b!) && isAgentName(c!))
    return { room, world, target: a!, targetInstance: b!, sender: c! }
  if (room === 'stream' && n === 5 && isAgentName(a!) && isLabel(b!) && isName(c!) && isIdOrAny(d!) && isIdOrAny(e!))
    return { room, world, owner: a!, stream: b!, recipient: c!, recipientInstance: d!, id: e! }
  if (room === 'presence' && n === 2 && isAgentName(a!) && isId(b!)) return { room, world, agent: a!, instance: b! }
  if (room === 'work') return parseWork(world, [a, b, c, d, e, f].slice(0, n) as string[])
  if (room === 'journal' && n === 4 && isAgentName(a!) && isAgentName(b!) && isId(c!) && isCount(d!))
    return { room, world, target: a!, requester: b!, id: c!, n: Number(d) }
  if (room === 'claim' && n === 4 && isName(a!) && isAgentName(b!) && isId(c!) && isCount(d!))
    return { room, world, recipient: a!, owner: b!, key: c!, n: Number(d) }
  if ((room === 'record' || room === 'recorded') && n === 3 && isAgentName(a!) && isId(b!) && isAgentName(c!))
    return { room, world, requester: a!, id: b!, target: c! }
  return null
}

function parseWork(world: string, [shard, target, kind, requester, ofId, sender]: string[]): Address | null {
  if (!isCount(shard) || Number(shard) >= WORK_SHARDS || !target || !isAgentName(target) || shardOf(target) !== Number(shard)) return null
  if (!requester || !isAgentName(requester) || !ofId || !isId(ofId)) return null
  const address = { room: 'work' as const, world, shard: Number(shard), target, requester, id: ofId }
  if (kind === 'request' && sender === undefined) return { ...address, kind }
  if (kind === 'signal' && sender !== undefined && isAgentName(sender)) return { ...address, kind, sender }
  return null
}

const isCount = (token: string | undefined): boolean => token !== undefined && /^(0|[1-9][0-9]{0,8})$/.test(token)

/** The shard of the work queue that keeps a target's requests: FNV-1a of its name, so that every language finds the same. */
export function shardOf(target: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < target.length; i++) hash = Math.imul(hash ^ target.charCodeAt(i), 0x01000193) >>> 0
  return hash % WORK_SHARDS
}
