import { BadNameError, buildUuid, checkAgentName, checkId, checkLabel, type InteractionStatus, parseUuid, SYSTEM } from '@parley/protocol'
import { type Content, type ContentFields, checkConsistency, contentOf } from './content.ts'

/** Everything that can be said of an interaction; all of it is optional. */
export interface DraftFields extends ContentFields {
  readonly action?: string | null
  /** null: nobody has said who asks. */
  readonly requester?: string | null
  readonly target?: string | null | readonly (string | null)[]
  readonly id?: string | null
  /** The whole uuid in the place of one that is built: `{id}_{requester}`. */
  readonly uuid?: string
}

/** An interaction that nobody holds yet: created, checked, and not registered. */
export interface Draft {
  readonly status: InteractionStatus
  readonly registeredAs: null
  readonly id: string | null
  readonly requester: string | null
  readonly uuid: string
  readonly action: string | null
  /** Never empty; null: whoever it will be. */
  readonly targets: readonly (string | null)[]
  readonly content: Content
  readonly callback: unknown
}

interface Asked {
  readonly requester: string | null
}

/** What the system itself asks for. */
export const isSystem = ({ requester }: Asked): boolean => requester === SYSTEM

/** Nobody has said who asks: not the same as the system. */
export const hasDummyRequester = ({ requester }: Asked): boolean => requester === null

/**
 * An interaction before it is sent: nothing is taken that could not be sent. `newId` gives the id when none is said.
 * Throws ParleyError BAD_REQUEST, BAD_SAMPLE, NotWireError or BadNameError that names the field.
 */
export function draft(fields: DraftFields = {}, newId: () => string | null = () => null): Draft {
  const { action = null, callback = null } = fields
  const { id, requester } = identityOf(fields, newId)
  if (action !== null) checkLabel(action, 'action')
  const content = contentOf(fields)
  checkConsistency(content.args, fields)
  return {
    ...{ status: 'created', registeredAs: null, id, requester, uuid: buildUuid(id, requester) },
    ...{ action, targets: targetsOf(fields.target), content, callback },
  }
}

function targetsOf(target: DraftFields['target']): (string | null)[] {
  const targets = Array.isArray(target) && target.length > 0 ? target : [typeof target === 'string' ? target : null]
  for (const [i, name] of targets.entries()) if (name !== null) checkAgentName(name, `target[${i}]`)
  return [...targets]
}

/** A uuid that is forced has the one form, so that its id can always be told from its requester. */
function identityOf({ id = null, requester = null, uuid }: DraftFields, newId: () => string | null): Pick<Draft, 'id' | 'requester'> {
  if (id !== null) checkId(id, 'id')
  if (requester !== null) checkAgentName(requester, 'requester')
  if (uuid === undefined) return { id: id ?? newId(), requester }
  const forced = parseUuid(uuid)
  if ((id !== null && id !== forced.id) || (requester !== null && requester !== forced.requester))
    throw new BadNameError('uuid', uuid, `${buildUuid(id ?? forced.id, requester ?? forced.requester)}, which id and requester make`)
  return forced
}
