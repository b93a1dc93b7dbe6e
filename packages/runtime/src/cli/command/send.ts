import type { Handle, StatusUpdate } from '../../client/call.ts'
import type { Connection } from '../../connect.ts'
import { parseArguments, parseSample, readJson } from '../arguments.ts'
import { tellBrokerLoss } from '../broker-loss.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { parseDuration } from '../duration.ts'
import { UsageError } from '../failure.ts'
import { connectHere } from '../place.ts'
import { jsonOf } from '../terminal.ts'
import { updateLine } from '../update-line.ts'

interface SendCommandOptions {
  readonly args?: string
  readonly timeout?: string
  readonly steps?: string
  readonly stream?: readonly string[]
  readonly sample?: readonly string[]
  readonly fromState?: string
  readonly toState?: string
}

/** How long a cancel may take to be acknowledged once Ctrl-C was pressed. */
const CANCEL_MS = 500

const HELP = `
Values are text; numbers, true, false, null and JSON ({…}, […], "…") are recognised, a.b=1 is a map in a map.
  parley send shortener shorten text="a long text" words=5
  parley send a,b greet --args '{"name":"Ada"}'
  parley send importer load --args @rows.json --timeout 5m
  parley send captioner process --sample @cat.png "what is this?"
  parley send captioner process --stream camera:frames --steps 10`

export const send = defineCommand<SendCommandOptions>({
  name: 'send',
  summary: 'send an interaction to one or more agents and follow it to its end',
  configure: (command) =>
    command
      .argument('<agents>', 'who is asked: a name, or several with commas')
      .argument('<action>')
      .argument('[key=value...]', 'the arguments')
      .option('--args <json>', 'the arguments as JSON, @file, or - for standard input')
      .option('--timeout <time>', 'the time allowed in all, such as 30s; default: 5m')
      .option('--steps <n>', 'how many steps an action that yields may do')
      .option('--stream <stream...>', 'streams for it to read: agent:name, agent::ps:group')
      .option('--sample <value...>', 'values in the place of streams: text, JSON, or @file for its bytes')
      .option('--from-state <state>', 'the state of its behaviour in which alone it may be taken')
      .option('--to-state <state>', 'the state that must be reached by it')
      .addHelpText('after', HELP),
  async run(invocation) {
    const { options, terminal, interrupt } = invocation
    const { targets, action, args, send } = await readRequest(invocation)
    const place = await interrupt.orEnd(connectHere(options))
    if (!place) return 1
    const { connection } = place
    tellBrokerLoss(place.url, terminal)
    const handles = targets.map((target) => open(connection, target, action, args, send))
    const ends = Promise.all(handles.map((handle) => show(handle, invocation)))
    const finals = await interrupt.orEnd(ends)
    if (!finals) {
      await Promise.race([Promise.all(handles.map((handle) => handle.cancel().catch(() => {}))), later(CANCEL_MS)])
      await Promise.race([ends, later(CANCEL_MS)])
    } else {
      if (finals.length > 1) terminal.emit(summary(finals))
      for (const final of finals) printResult(final, finals.length > 1, invocation)
    }
    await connection.close()
    return finals?.every(({ reason }) => reason === 'ok') ? 0 : 1
  },
})

async function readRequest({ args: [to = '', action = '', ...words], options }: Invocation<SendCommandOptions>) {
  const { checkAgentName, checkLabel } = await import('@parley/protocol')
  const targets = [...new Set(to.split(','))].map((name) => checkAgentName(name, 'agents'))
  checkLabel(action, 'action')
  const timeoutMs = options.timeout === undefined ? undefined : parseDuration(options.timeout, '--timeout')
  const steps = options.steps === undefined ? undefined : Number(options.steps)
  if (steps !== undefined && !(Number.isInteger(steps) && steps > 0))
    throw new UsageError(`--steps: got ${JSON.stringify(options.steps)}, expected a whole number from 1`)
  return {
    targets,
    action,
    args: parseArguments(words, options.args === undefined ? undefined : readJson(options.args, '--args')),
    send: {
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(steps !== undefined && { steps }),
      ...(options.stream && { streams: options.stream }),
      ...(options.sample && { samples: options.sample.map((value) => parseSample(value)) }),
      ...(options.fromState !== undefined && { fromState: options.fromState }),
      ...(options.toState !== undefined && { toState: options.toState }),
    },
  }
}

function open(connection: Connection, target: string, action: string, args: unknown, options: object): Handle<unknown, unknown> {
  const call = connection.peer(target)[action]
  if (!call) throw new UsageError(`action: ${action} is reserved`)
  return connection.send(call, args as never, options)
}

/** Shows statuses and samples as they come; gives the last status. */
async function show(handle: Handle<unknown, unknown>, { terminal }: Invocation<SendCommandOptions>): Promise<StatusUpdate> {
  let final: StatusUpdate | undefined
  handle.result.catch(() => {}) // the last status says it
  const samples = (async () => {
    for await (const sample of handle) {
      terminal.print(`${terminal.colors.dim('sample')}  ${text(sample)}`)
      terminal.emit({ uuid: handle.uuid, sample })
    }
  })().catch(() => {})
  for await (const update of handle.statuses()) {
    final = update
    if (update.reason !== undefined) await samples
    terminal.print(updateLine(update, terminal.colors))
    terminal.emit(update)
  }
  return final!
}

function printResult({ target, result, reason }: StatusUpdate, isOneOfMany: boolean, { terminal }: Invocation<SendCommandOptions>): void {
  if (reason !== 'ok' || result === undefined) return
  terminal.print(isOneOfMany ? `${target}: ${text(result)}` : text(result))
}

/** The last object when several were asked: whether all ended ok, and how each did. */
function summary(finals: readonly StatusUpdate[]): object {
  const ok = finals.filter(({ reason }) => reason === 'ok').length
  const whole = ok === finals.length ? 'all' : ok === 0 ? 'none' : 'partial'
  return { status: 'completed', ok: whole, targets: Object.fromEntries(finals.map((final) => [final.target, final])) }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, jsonOf, 2))

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
