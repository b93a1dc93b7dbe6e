import type { Contract } from '../agent/contract.ts'
import type { Signature } from '../agent/signature.ts'
import type { Slots } from '../stream/declare.ts'
import type { SendOptions } from './call.ts'
import type { SentHandle } from './handle.ts'

/** What a peer needs of the caller that it belongs to. */
interface Sender {
  open<R, S>(targets: readonly string[], action: string, args: unknown, opts: SendOptions, opening: Opening): SentHandle<R, S>
  /** The result; whoever sends may have to give something up while it waits. */
  wait<R>(sent: { readonly result: Promise<R> }): Promise<R>
}

/** What is known of what is sent. */
export interface Opening {
  /** Its result is waited for by `wait`, and by nothing else. */
  readonly waits: boolean
  /** The output slots of a processor; null: not known to be one. */
  readonly outputs: Slots['stdout'] | null
}

export const outputsOf = (sig: Signature | undefined): Slots['stdout'] | null => sig?.slots?.stdout ?? null

const NOTHING_MORE: SendOptions = Object.freeze({})

/** What a call gives for the handle of what it has sent. */
interface Way {
  readonly waits: boolean
  readonly give: (handle: SentHandle<unknown, unknown>) => unknown
}

function call(sender: Sender, target: string, action: string, sig: Signature | undefined, { waits, give }: Way) {
  const opening = { waits, outputs: outputsOf(sig) }
  const targets = [target]
  const send = (args: unknown, opts: SendOptions = NOTHING_MORE) => give(sender.open(targets, action, args, opts, opening))
  return Object.assign(send, { sig, target, action })
}

/** An agent whose contract is at hand: its actions and nothing else. */
export function peerOf(contract: Contract, target: string, sender: Sender): Record<string, unknown> {
  const peer: Record<string, unknown> = {}
  const result: Way = { waits: true, give: (handle) => sender.wait(handle) }
  const samples: Way = { waits: false, give: (handle) => handle }
  for (const [name, { sig }] of Object.entries(contract.actions))
    peer[name] = call(sender, target, name, sig, sig.yields ? samples : result)
  return peer
}

/** An `await` or a printer asks any object for these; a peer has none of them. */
const NOT_ACTIONS: ReadonlySet<string | symbol> = new Set(['then', 'catch', 'finally', 'toJSON'])

/** An agent known by name only: every name is an action. What a call gives can be awaited and iterated, for nobody here knows which of it fits. */
export function peerOfName(target: string, sender: Sender): Record<string, unknown> {
  const calls = new Map<string, unknown>()
  const either: Way = { waits: true, give: (handle) => handle.awaitable((one) => sender.wait(one)) }
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get(_, name) {
      if (typeof name === 'symbol' || NOT_ACTIONS.has(name)) return undefined
      if (!calls.has(name)) calls.set(name, call(sender, target, name, undefined, either))
      return calls.get(name)
    },
  })
}
