import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findBinary } from '../../broker/binary.ts'
import { nearestBrokerFile, PARLEY_DIR } from '../../broker/file.ts'
import { type FoundBroker, findBroker } from '../../broker/find.ts'
import { withoutPassword } from '../../broker/probe.ts'
import { failureOf } from '../failure.ts'
import { type Finding, judgeNode, judgePayload, judgeServer, judgeStorage } from './finding.ts'

interface Patient {
  readonly nats: string | undefined
  readonly out: NodeJS.WriteStream
  readonly cwd?: string
}

/** Looks at one thing after the other and says what it found; throws nothing: what is wrong is a finding. */
export async function* examine({ nats, out, cwd = process.cwd() }: Patient): AsyncGenerator<Finding> {
  yield judgeNode(process.versions.node)
  yield await lookAtBinary()
  yield* await lookAtBroker(nats)
  yield lookAtFolder(cwd)
  yield lookAtTerminal(out)
}

async function lookAtBinary(): Promise<Finding> {
  try {
    const binary = findBinary()
    const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 5_000 })
    return { level: 'ok', subject: 'nats-server', found: `${stdout.trim().replace(/^nats-server:\s*/, '')} at ${binary}` }
  } catch (error) {
    // Only a warning: a broker elsewhere will do.
    return { level: 'warn', subject: 'nats-server', found: 'none that could be started here', advice: failureOf(error).message }
  }
}

async function lookAtBroker(nats: string | undefined): Promise<Finding[]> {
  let found: FoundBroker
  try {
    found = await findBroker({ nats })
  } catch (error) {
    const isNamed = nats !== undefined || Boolean(process.env.NATS_URL)
    const advice = isNamed ? 'start it, or name another one; up, run and dev start one where none is named' : 'up, run and dev start one'
    const [said = ''] = failureOf(error).message.split('\n')
    return [{ level: isNamed ? 'fail' : 'warn', subject: 'broker', found: isNamed ? said : 'none runs', advice }]
  }
  const { url, from, info } = found
  return [
    { level: 'ok', subject: 'broker', found: `${withoutPassword(url)} answers (${from})` },
    judgeServer(info.version),
    judgeStorage(info.jetstream, url.includes(',')),
    judgePayload(info.maxPayload),
  ]
}

function lookAtFolder(cwd: string): Finding {
  const folder = join(cwd, PARLEY_DIR)
  const subject = `${PARLEY_DIR} folder`
  try {
    accessSync(existsSync(folder) ? folder : cwd, constants.W_OK)
    const file = nearestBrokerFile(cwd)
    return { level: 'ok', subject, found: `${folder} can be written${file ? `; ${file.path} names a broker that lives` : ''}` }
  } catch (error) {
    return {
      level: 'fail',
      subject,
      found: failureOf(error).message,
      advice: 'builds, logs and broker.json go there: run in a folder that you may write',
    }
  }
}

function lookAtTerminal(out: NodeJS.WriteStream): Finding {
  const found = out.isTTY
    ? `${out.columns} × ${out.rows}, ${process.env.TERM ?? 'no TERM'}${process.env.NO_COLOR ? ', NO_COLOR' : ''}`
    : 'output is no terminal: plain lines'
  if (out.isTTY && (out.columns ?? 80) < 60)
    return { level: 'warn', subject: 'terminal', found, advice: 'the live view is cut: 60 columns or more show it whole' }
  return { level: 'ok', subject: 'terminal', found }
}
