import { ParleyError } from './errors.ts'
import { MAX_TOKEN } from './limits.ts'
import { kindOf } from './wire.ts'

const [LOWER, DIGIT, UPPER, DASH, UNDERSCORE] = [1, 2, 4, 8, 16]
/** What each of the first 128 characters is. Asked instead of a regular expression, which costs several times as much for a text as short as these. */
const CHARS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  if (char >= 'a' && char <= 'z') return LOWER
  if (char >= '0' && char <= '9') return DIGIT
  if (char >= 'A' && char <= 'Z') return UPPER
  return char === '-' ? DASH : char === '_' ? UNDERSCORE : 0
})

/** What a token's first character may be, what the others may be, and how many there are at most. */
interface Form {
  readonly first: number
  readonly others: number
  readonly most: number
}

/** The forms that subject tokens may have. A dot, a space or a wildcard in a token would change the subject's meaning. */
const AGENT: Form = { first: LOWER | DIGIT, others: LOWER | DIGIT | DASH | UNDERSCORE, most: 63 }
const ID: Form = { first: LOWER | DIGIT | UPPER | DASH, others: LOWER | DIGIT | UPPER | DASH, most: MAX_TOKEN }
const LABEL: Form = { first: LOWER | DIGIT | UPPER, others: LOWER | DIGIT | UPPER | DASH | UNDERSCORE, most: 63 }

function has({ first, others, most }: Form, text: string): boolean {
  const { length } = text
  if (length === 0 || length > most || !isOne(first, text.charCodeAt(0))) return false
  for (let i = 1; i < length; i++) if (!isOne(others, text.charCodeAt(i))) return false
  return true
}

const isOne = (of: number, code: number): boolean => code < 128 && (CHARS[code]! & of) !== 0

/** The requester of what no agent asked for. */
export const SYSTEM = 'system'
/** In a subject: whoever, whichever. Never a legal id or instance. */
export const ANY = '_'
/** The world that every world shares. */
export const PUBLIC_WORLD = 'public'

export class BadNameError extends ParleyError {
  readonly field: string
  readonly value: unknown

  constructor(field: string, value: unknown, expected: string) {
    const got = typeof value === 'string' ? JSON.stringify(value.slice(0, MAX_TOKEN + 1)) : kindOf(value)
    super('BAD_NAME', `${field}: got ${got}, expected ${expected}`)
    this.field = field
    this.value = value
  }
}

const checker =
  (form: Form, expected: string) =>
  (value: unknown, field: string): string => {
    if (typeof value === 'string' && has(form, value)) return value
    throw new BadNameError(field, value, expected)
  }

/** Knows the one that passed last: what comes bears the same tokens again and again. */
function test(form: Form) {
  let last = ''
  return (value: unknown): value is string => {
    if (value === last && last !== '') return true
    if (typeof value !== 'string' || !has(form, value)) return false
    last = value
    return true
  }
}

export const isAgentName = test(AGENT)
export const isId = test(ID)
export const isLabel = test(LABEL)

/** An agent's or a world's name: 1 to 63 of a-z 0-9 _ -, not beginning with _ or -. Throws {@link BadNameError}. */
export const checkAgentName = checker(AGENT, '1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit')
/** An id or an instance: 1 to 64 of A-Z a-z 0-9 -. Throws {@link BadNameError}. */
export const checkId = checker(ID, '1 to 64 of A-Z, a-z, 0-9 and -')
/** The name of an action or a stream. Throws {@link BadNameError}. */
export const checkLabel = checker(LABEL, '1 to 63 of A-Z, a-z, 0-9, _ and -, beginning with a letter or digit')

/** Names that no agent may take: the system's own, and those of the command line. */
export function checkFreeName(value: unknown, field: string): string {
  const name = checkAgentName(value, field)
  if (name === SYSTEM || name.startsWith('cli-'))
    throw new BadNameError(field, name, 'a name other than system and cli-…, which are reserved')
  return name
}

/** `{id}_{requester}`, the name of an interaction everywhere. A missing part is the system's. */
export const buildUuid = (id: string | null, requester: string | null): string => `${id ?? SYSTEM}_${requester ?? SYSTEM}`

/** The two parts of a uuid: the id ends at the first underscore. Throws {@link BadNameError}. */
export function parseUuid(uuid: unknown): { id: string; requester: string } {
  const text = typeof uuid === 'string' ? uuid : ''
  const cut = text.indexOf('_')
  const id = text.slice(0, cut)
  const requester = text.slice(cut + 1)
  if (cut < 1 || !has(ID, id) || !has(AGENT, requester)) throw new BadNameError('uuid', uuid, 'the form {id}_{requester}')
  return { id, requester }
}
