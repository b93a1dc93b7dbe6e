// The wire contract. What is listed here is public; nothing else is.

// values and bytes
export { decode, encode, encodeWire } from './codec.ts'
export { ERROR_CODES, type ErrorCode, isErrorCode, ParleyError } from './errors.ts'
export { counter, idsOf, idsUnder, instanceName, lengthenId, rangeIn, rangeOf, type ShortId, shortenId } from './ids.ts'
// the life cycle
export {
  COMPLETION_REASONS,
  type CompletionReason,
  canBecome,
  HOLDINGS,
  type Holding,
  IllegalTransitionError,
  type InteractionStatus,
  STATUSES,
  TRANSITIONS,
  transition,
} from './lifecycle.ts'
export {
  CREDIT_WINDOW,
  MAX_ANCESTORS,
  MAX_CLAIM_BYTES,
  MAX_CLAIM_CHUNKS,
  MAX_DEPTH,
  MAX_ENTRIES,
  MAX_MESSAGE,
  MAX_ROWS,
  MAX_STEPS,
  MAX_TOKEN,
} from './limits.ts'
// messages
export { CLAIMS, type Claim, type ClaimMessage, checkClaim, claimSchema, isClaim } from './message/claim.ts'
export {
  CONTROL_OPS,
  type ControlMessage,
  type ControlOp,
  checkControl,
  controlSchema,
  packQueries,
  QUERIES,
} from './message/control.ts'
export {
  checkJournalEntry,
  checkSignal,
  type JournalEntry,
  journalEntrySchema,
  type SignalMessage,
  signalSchema,
} from './message/durable.ts'
export { BadMessageError, type Counts, explain, VERSION, type WireError, wireError } from './message/field.ts'
export { checkInteraction, type InteractionMessage, interactionSchema, UsualRequest } from './message/interaction.ts'
export { CREDIT, FEATURES, isPack, PACKS, type Unpacked } from './message/pack.ts'
export { decodeMessage, PackWriter } from './message/pack-codec.ts'
export { checkPresence, type PresenceMessage, presenceSchema } from './message/presence.ts'
export { DESCRIBE, type Profile, profileSchema } from './message/profile.ts'
export {
  DELIVERIES,
  type Delivery,
  DTYPES,
  type Dtype,
  type Properties,
  propertiesSchema,
  type SlotProfile,
  type SlotsProfile,
  STREAM_TYPES,
  type StreamProfile,
  type StreamType,
  slotSchema,
  streamSchema,
  VISIBILITIES,
  type Visibility,
} from './message/properties.ts'
export { packable, type RequestRow, requestPackSchema, unpackRequests } from './message/request-pack.ts'
export { checkSamples, type SamplesMessage, samplesSchema } from './message/sample.ts'
export {
  SERVICE_VERBS,
  type ServiceInfo,
  type ServicePing,
  type ServiceStats,
  type ServiceVerb,
  serviceInfoSchema,
  servicePingSchema,
  serviceStatsSchema,
  serviceSubjects,
} from './message/service.ts'
export {
  type AckMessage,
  ackSchema,
  checkStatus,
  type HeldInteraction,
  heldSchema,
  numberOf,
  type StatusMessage,
  type StatusWire,
  statusOf,
  statusSchema,
  statusToWire,
  UsualStatus,
} from './message/status.ts'
export { type StatusRow, statusPackSchema, unpackStatuses } from './message/status-pack.ts'
// names and subjects
export {
  ANY,
  BadNameError,
  buildUuid,
  checkAgentName,
  checkFreeName,
  checkId,
  checkLabel,
  isAgentName,
  isId,
  isLabel,
  PUBLIC_WORLD,
  parseUuid,
  SYSTEM,
} from './names.ts'
export { Origin, originIn, originOf, shortBeside, uuidOf } from './origin.ts'
export { UndecodableError } from './reader.ts'
export { netHash, parseReference, type Reference, userHash } from './references.ts'
export { type Address, claimStreamOf, parseSubject, type Subjects, shardOf, subjectsOf, WORK_SHARDS } from './subjects.ts'
export { interned } from './text.ts'
export { kindOf, NotWireError, toWire, type Wire, type WireMap, weightOf } from './wire.ts'
