import type { Bench } from './bench.ts'
import { installPeer, peerFile } from './peers.ts'
import { redisVersion } from './redis.ts'
import { type ParleySide, program, type Side, startParley, startPlain } from './side.ts'

export const PARLEY = 'parley'
const PUBLISH = 'nats publish + own reply'
export const REQUEST = 'nats request()'
export const MOLECULER = 'moleculer'
const PACKED = 'nats, packed by hand'
const FLOOR = 'bare TCP, no broker'

export const startEcho = (bench: Bench): Promise<ParleySide> =>
  startParley(bench, { variant: PARLEY, agents: { echo: 'echo.ts' }, client: 'parley-client.ts' })

/** Everybody who echoes 256 bytes, started. What the bench has not been asked for, or cannot start here, is left out. */
export async function startEchoes(bench: Bench): Promise<Side[]> {
  const { peers } = bench.settings
  const sides = [await startEcho(bench), await startBare(bench, 'publish'), await startBare(bench, 'request')]
  sides.push(await startPlain(bench, { variant: PACKED, client: program('packed-client.ts'), responder: program('packed-responder.ts') }))
  if (!peers) return sides
  const floor = { client: program('tcp-client.ts'), responder: program('tcp-responder.ts') }
  sides.push(await startPlain(bench, { variant: FLOOR, ...floor, direct: true }))
  sides.push(await startPeer(bench, MOLECULER), await startPeer(bench, 'nestjs'))
  if (redisVersion()) {
    const { port, pid } = await bench.redis()
    sides.push(await startPeer(bench, 'bullmq', { url: `redis://127.0.0.1:${port}`, pid }))
  }
  return sides
}

const startBare = (bench: Bench, way: 'publish' | 'request'): Promise<Side> =>
  startPlain(bench, {
    variant: way === 'publish' ? PUBLISH : REQUEST,
    client: program('bare-client.ts'),
    clientArgs: [way],
    responder: program('bare-responder.ts'),
  })

/** A peer lives in a folder of its own, with its own dependencies. */
async function startPeer(bench: Bench, variant: string, meeting?: { url: string; pid: number }): Promise<Side> {
  await installPeer(variant)
  const files = { client: peerFile(variant, 'client.mjs'), responder: peerFile(variant, 'responder.mjs') }
  return startPlain(bench, { variant, ...files, ...(meeting && { meeting }) })
}
