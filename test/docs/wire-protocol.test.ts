import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from '@nats-io/transport-node'
import {
  COMPLETION_REASONS,
  CONTROL_OPS,
  checkControl,
  checkInteraction,
  claimSchema,
  claimStreamOf,
  controlSchema,
  decode,
  encode,
  FEATURES,
  type InteractionStatus,
  interactionSchema,
  isErrorCode,
  MAX_CLAIM_BYTES,
  MAX_CLAIM_CHUNKS,
  parseSubject,
  presenceSchema,
  profileSchema,
  requestPackSchema,
  samplesSchema,
  shardOf,
  statusPackSchema,
  statusSchema,
  subjectsOf,
  TRANSITIONS,
  type Wire,
  WORK_SHARDS,
} from '@parley/protocol'
import { action, contract, defineAgent, startAgent } from '@parley/runtime'
import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { ENVELOPE_DEPTH, MAX_DEPTH, MAX_ENTRIES } from '../../packages/protocol/src/limits.ts'
import { ackSchema } from '../../packages/protocol/src/message/status.ts'
import { statusAsItCame } from '../../packages/protocol/src/testing/status.ts'
import { startBroker } from '../../packages/runtime/src/broker/start.ts'
import { rightsOf } from '../../packages/runtime/src/permissions/rights.ts'
import { blocksOf, codeIn, readPage, rowsOf } from './page.ts'

// docs/wire-protocol.md against the code: whoever writes an agent from it must not be told anything that is not so.

const page = readPage('docs/wire-protocol.md')
const blocks = blocksOf(page)
const CHECKS: Record<string, (value: Wire) => unknown> = { interaction: checkInteraction, status: statusAsItCame, control: checkControl }
const examples = blocks.flatMap(({ mark, text }, i) => {
  const kind = mark?.startsWith('message: ') ? mark.slice('message: '.length) : undefined
  if (!kind) return []
  const next = blocks[i + 1]
  const hex = next?.language === 'hex' ? next.text.replace(/\s/g, '') : undefined
  return [{ kind, value: JSON.parse(text) as Wire, hex }]
})
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))

test('the worked example shows messages that its own schemas take, in the bytes that the encoder writes', () => {
  expect(examples.map(({ kind }) => kind)).toEqual(['interaction', 'status', 'control', 'status'])
  for (const { kind, value, hex } of examples) {
    expect(CHECKS[kind]!(value)).toEqual(value)
    if (hex === undefined) continue
    expect(Buffer.from(encode(value)).toString('hex')).toBe(hex)
    expect(decode(bytesOf(hex))).toEqual(value)
  }
})

/** What the first cells of a table name: `timeoutMs?` is optional. */
function fieldsOf(heading: string): Record<string, 'required' | 'optional'> {
  const names = rowsOf(page, heading).flatMap(([cell]) => codeIn(cell!))
  return Object.fromEntries(names.map((name) => [name.replace('?', ''), name.endsWith('?') ? 'optional' : 'required']))
}

const fieldsIn = ({ shape }: z.ZodObject) =>
  Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, (field as z.ZodType).safeParse(undefined).success ? 'optional' : 'required']),
  )

test.each([
  ['### Interaction', interactionSchema],
  ['### Status', statusSchema],
  ['### Ack', ackSchema],
  ['#### Request pack', requestPackSchema],
  ['#### Status pack', statusPackSchema],
  ['### Claim', claimSchema],
  ['### Control', controlSchema],
  ['### Samples', samplesSchema],
  ['### Presence message', presenceSchema],
  ['### Profile', profileSchema],
] as const)('the table of %s has every field of the schema, and says which may be absent', (heading, schema) => {
  expect(fieldsOf(heading)).toEqual(fieldsIn(schema.unwrap()))
})

test('every subject of the table is one that the protocol parses', () => {
  const subjects = rowsOf(page, '## Subjects')
    .map(([cell]) => codeIn(cell!)[0]!)
    .filter((subject) => subject?.startsWith('parley.{world}') && !subject.includes('*'))
  expect(subjects.length).toBeGreaterThanOrEqual(10)
  const tokens: Record<string, string> = { world: 'main', shard: String(shardOf('shortener')), target: 'shortener', n: '1' }
  for (const subject of subjects) {
    const filled = subject.replace(/\{(\w+)\}/g, (_, token: string) => tokens[token] ?? 'x')
    expect(parseSubject(filled), subject).not.toBeNull()
  }
})

test('the life cycle, the reasons, the control operations, the codes and the limits are those of the code', () => {
  const edges = rowsOf(page, '## Life cycle').filter(([from]) => codeIn(from!)[0]! in TRANSITIONS)
  const shown = Object.fromEntries(edges.map(([from, to]) => [codeIn(from!)[0], codeIn(to!) as InteractionStatus[]]))
  expect(shown).toEqual(TRANSITIONS)
  const reasons = rowsOf(page, '## Life cycle')
    .flatMap(([cell]) => codeIn(cell!))
    .filter((code) => !(code in TRANSITIONS))
  expect(reasons.sort()).toEqual([...COMPLETION_REASONS].sort())
  const ops = rowsOf(page, '### Control of interactions').flatMap(([cell]) => codeIn(cell!))
  expect(ops.sort()).toEqual([...CONTROL_OPS].sort())
  const codes = rowsOf(page, '## Error codes').flatMap(([cell]) => codeIn(cell!))
  expect(codes.filter((code) => !isErrorCode(code))).toEqual([])
  expect(page).toContain(`deeper than ${MAX_DEPTH + ENVELOPE_DEPTH} levels (${MAX_DEPTH} for`)
  expect(page).toContain(`more than ${MAX_ENTRIES.toLocaleString('en').replace(',', ' ')} entries`)
  const spaced = (n: number) => n.toLocaleString('en').replaceAll(',', ' ')
  expect(page).toContain(
    `\`chunks\` (from 1 to ${spaced(MAX_CLAIM_CHUNKS)}), \`bytes\` (of all chunks, from 1 to ${spaced(MAX_CLAIM_BYTES)})`,
  )
  expect(page).toContain(`modulo ${WORK_SHARDS}. \`shortener\` has shard ${shardOf('shortener')}, \`camera\` ${shardOf('camera')}`)
})

const Shortener = contract({
  name: 'shortener',
  actions: { shorten: action({ input: z.object({ text: z.string(), words: z.number() }), output: z.string() }) },
})
const shortener = defineAgent(Shortener, {
  handlers: { shorten: ({ text, words }) => text.split(' ').slice(0, words).join(' ') },
})

/** The patterns of the two tables of permissions, for one identity. */
function permissionsOf(name: string, world: string) {
  const own = (pattern: string) =>
    pattern
      .split('.')
      .map((token) => (token === 'a' ? name : token === 'w' ? world : token.replace(/^PARLEY_CLAIMS_w$/, claimStreamOf(world))))
      .join('.')
  const patternsOf = (head: string) => {
    const rows = page
      .slice(page.indexOf(`| ${head} |`))
      .split('\n\n')[0]!
      .split('\n')
      .slice(2)
    return rows.flatMap((row) => {
      const codes = codeIn(row.split('|')[1]!)
      const stems = codes.filter((code) => !code.startsWith('.'))
      const endings = codes.filter((code) => code.startsWith('.'))
      return stems.flatMap((stem) => [stem, ...endings.map((ending) => stem + ending)]).map(own)
    })
  }
  return { publish: patternsOf('may publish').sort(), subscribe: patternsOf('may subscribe to').sort() }
}

test('the permissions of the page are the ones that a secured network gets', () => {
  const own = rightsOf({ name: 'bob', role: 'member' }, 'hall')
  const here = permissionsOf('bob', 'hall')
  const everywhere = permissionsOf('bob', 'public')
  const both = (part: 'publish' | 'subscribe') =>
    [...new Set([...here[part], ...everywhere[part]])].filter((one) => one !== 'inbox.public.bob.>').sort()
  expect({ publish: both('publish'), subscribe: both('subscribe') }).toEqual({
    publish: [...own.publish].sort(),
    subscribe: [...own.subscribe].sort(),
  })
  const watcher = rightsOf({ name: 'cli-watcher', role: 'watcher' }, 'w')
  expect(watcher.publish).toEqual([])
  expect(
    codeIn(
      page
        .split('\n')
        .find((line) => line.startsWith('A watcher may'))!
        .split('. An operator')[0]!,
    ),
  ).toEqual(watcher.subscribe)
})

test('an agent with the permissions of the page answers the bytes of the page, and cannot speak as another', async () => {
  const mine = permissionsOf('shortener', 'main')
  const user = (name: string, permissions: string) => `{ user: ${name}, password: x${permissions} }`
  const allowed = `, permissions: { publish: ${JSON.stringify(mine.publish)}, subscribe: ${JSON.stringify(mine.subscribe)} }`
  await using broker = await startBroker({
    jetstream: false,
    config: `authorization { users: [${user('shortener', allowed)}, ${user('admin', '')}] }\nno_auth_user: shortener`,
  })
  const nats = await connect({ servers: broker.url, user: 'admin', pass: 'x' })
  try {
    await using agent = await startAgent(shortener, { servers: broker.url, world: 'main' })
    const [request, end] = examples
    const heard: { subject: string; value: Wire }[] = []
    const { status, interaction, control } = subjectsOf('main')
    nats.subscribe(status('alice', '0mg3x5', '*', '*'), {
      callback: (_, { subject, data }) => void heard.push({ subject, value: decode(data) }),
    })
    nats.publish(interaction('shortener', 'alice'), bytesOf(request!.hex!), { reply: status('alice', '0mg3x5', '0mg3x5-0', 'shortener') })
    await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 5_000 })
    const { reads, ...told } = heard[0]!.value as { reads: string[]; transitions: [string, number][] }
    expect(reads).toEqual(FEATURES)
    expect(heard[0]!.subject).toBe(status('alice', '0mg3x5', '0mg3x5-0', 'shortener'))
    expect({ ...told, instance: '0mg3wz', transitions: told.transitions.map(([name]) => name) }).toEqual({
      ...(end!.value as object),
      transitions: ['received', 'running', 'completed'],
    })
    nats.publish(control('shortener', agent.instance, 'alice'), encode(examples[2]!.value))
    await vi.waitFor(() => expect(heard).toHaveLength(3), { timeout: 5_000 })
    expect(heard[1]!.value).toEqual({ ...told, reads })
    expect({ ...(heard[2]!.value as object), instance: '0mg3wz' }).toEqual(examples[3]!.value)
    // the micro tools ask, and hear it
    const info = await nats.request('$SRV.INFO.shortener', '', { timeout: 5_000 })
    expect(info.json()).toMatchObject({
      type: 'io.nats.micro.v1.info_response',
      name: 'shortener',
      endpoints: [{ metadata: { actions: 'shorten' } }],
    })
    // nothing that it needs is missing
    expect(readFileSync(join(broker.dir, 'nats-server.log'), 'utf8')).not.toMatch(/violation/i)
    // and the broker keeps it from speaking as anybody else
    const other = await connect({ servers: broker.url })
    let violation = ''
    void (async () => {
      for await (const event of other.status()) if (event.type === 'error') violation ||= String(event.error)
    })()
    other.publish(interaction('bob', 'alice'), new Uint8Array())
    await vi.waitFor(() => expect(violation).toMatch(/permissions violation/i), { timeout: 5_000 })
    await other.close()
  } finally {
    await nats.close()
  }
})
