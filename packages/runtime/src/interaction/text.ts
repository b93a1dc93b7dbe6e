import type { CompletionReason, InteractionMessage, InteractionStatus, WireMap } from '@parley/protocol'

/** What is shown of an interaction. */
interface Shown {
  readonly uuid: string
  readonly request: InteractionMessage
  readonly status: InteractionStatus
  readonly reason: CompletionReason | null
  readonly targets?: readonly { readonly name: string; readonly tags: Readonly<Record<string, readonly number[]>> | null }[]
}

/** Characters of the arguments in one line. */
const ARGS_SHOWN = 200

/** One line for a person: `alice -> bob work(text="…", 5 steps) completed ok`. `id` puts the uuid before it, `tags` what each target told of its streams. */
export function toCodeStr(
  { uuid, request, status, reason, targets }: Shown,
  { id = false, tags = false }: { id?: boolean; tags?: boolean } = {},
): string {
  const { requester, action, args, numSteps } = request
  const names = targets?.map((target) => (tags ? `${target.name}${JSON.stringify(target.tags ?? {})}` : target.name))
  const steps = numSteps === -1 ? '' : ` of ${numSteps} steps`
  return [
    ...(id ? [uuid] : []),
    ...(names ? [requester, '->', names.join(',')] : [requester]),
    `${action}(${argsText(args)})${steps}`,
    status,
    ...(reason ? [reason] : []),
  ].join(' ')
}

/** JSON of who asked, with what, when and under which name; bytes as `{ "$base64": "…" }`. */
export function toStr({ uuid, request: { requester, args, createdAt } }: Shown): string {
  return json({ requester, args, createdAt, uuid })
}

/** JSON of a value that may hold bytes. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner instanceof Uint8Array ? { [BYTES]: Buffer.from(inner.buffer, inner.byteOffset, inner.byteLength).toString('base64') } : inner,
  )
}

/** The key of bytes in JSON. */
export const BYTES = '$base64'

function argsText(args: InteractionMessage['args']): string {
  const isMap = typeof args === 'object' && args !== null && !Array.isArray(args) && !(args instanceof Uint8Array)
  const text = isMap
    ? Object.entries(args as WireMap)
        .map(([name, value]) => `${name}=${json(value)}`)
        .join(', ')
    : json(args)
  return text.length > ARGS_SHOWN ? `${text.slice(0, ARGS_SHOWN)}…` : text
}
