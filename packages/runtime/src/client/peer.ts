import type { Contract } from '../agent/contract.ts'
import type { SendOptions } from './call.ts'
import type { SentHandle } from './handle.ts'

/** What a peer needs of the caller that it belongs to. */
interface Sender {
  open<R, S>(target: string, action: string, args: unknown, opts: SendOptions): SentHandle<R, S>
  /** The result; whoever sends may have to give something up while it waits. */
  wait<R>(handle: SentHandle<R, unknown>): Promise<R>
}

type Run = (handle: SentHandle<unknown, unknown>) => unknown

function call(sender: Sender, target: string, action: string, sig: unknown, run: Run) {
  const send = (args: unknown, opts: SendOptions = {}) => run(sender.open(target, action, args, opts))
  return Object.assign(send, { sig, target, action })
}

/** An agent whose contract is at hand: its actions and nothing else. */
export function peerOf(contract: Contract, target: string, sender: Sender): Record<string, unknown> {
  const peer: Record<string, unknown> = {}
  for (const [name, { sig }] of Object.entries(contract.actions))
    peer[name] = call(sender, target, name, sig, sig.yields ? (handle) => handle : (handle) => sender.wait(handle))
  return peer
}

/** An `await` or a printer asks any object for these; a peer has none of them. */
const NOT_ACTIONS: ReadonlySet<string | symbol> = new Set(['then', 'catch', 'finally', 'toJSON'])

/** An agent known by name only: every name is an action. What a call gives can be awaited and iterated, for nobody here knows which of it fits. */
export function peerOfName(target: string, sender: Sender): Record<string, unknown> {
  const calls = new Map<string, unknown>()
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get(_, name) {
      if (typeof name === 'symbol' || NOT_ACTIONS.has(name)) return undefined
      if (!calls.has(name))
        calls.set(
          name,
          call(sender, target, name, undefined, (handle) => handle.awaitable()),
        )
      return calls.get(name)
    },
  })
}
