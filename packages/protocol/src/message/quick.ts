import type * as z from 'zod'

/**
 * The yes or no of a schema, compiled once: a message that is right, nearly all of them, is not parsed into a copy of itself.
 * Yes means that the schema accepts the value and gives it back unchanged. No means: ask the schema, which also says what is wrong.
 */
export type Test = (value: unknown) => boolean

const leaves = new WeakMap<z.ZodType, Test>()

/** A schema whose own checks are a function: the function, which must accept no more than the schema. */
export function leaf<T extends z.ZodType>(schema: T, test: Test): T {
  leaves.set(schema, test)
  return schema
}

export function quick(schema: z.ZodType): Test {
  const known = leaves.get(schema)
  if (known) return known
  const test = compile(schema)
  leaves.set(schema, test)
  return test
}

/** For a part of a message that the reader gives as the same frozen object where it stood in the same bytes: the one that passed last is known. */
export function remembered<T extends z.ZodType>(schema: T): T {
  const test = compile(schema)
  let last: unknown = null
  return leaf(schema, (value) => {
    if (value === last && last !== null) return true
    if (!test(value)) return false
    if (Object.isFrozen(value)) last = value
    return true
  })
}

function compile(schema: z.ZodType): Test {
  const { def } = (schema as z.ZodType & { _zod: { def: z.core.$ZodTypes['_zod']['def'] } })._zod
  if (def.checks?.length) return bySchema(schema)
  switch (def.type) {
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'string':
      return (value) => typeof value === 'string'
    case 'literal':
      return oneOf(new Set<unknown>(def.values))
    case 'enum':
      return oneOf(new Set<unknown>(Object.values(def.entries)))
    case 'optional':
      return quick(def.innerType as z.ZodType)
    case 'array': {
      const item = quick(def.element as z.ZodType)
      return (value) => Array.isArray(value) && value.every(item)
    }
    case 'tuple': {
      const items = def.items.map((item) => quick(item as z.ZodType))
      return (value) => Array.isArray(value) && value.length === items.length && items.every((item, i) => item(value[i]))
    }
    case 'lazy':
      return quick((schema as z.ZodLazy<z.ZodType>)._zod.innerType)
    case 'object':
      return object(def.shape as Record<string, z.ZodType>)
    default:
      return bySchema(schema)
  }
}

const oneOf =
  (values: ReadonlySet<unknown>): Test =>
  (value) =>
    values.has(value)

/** What has no short way: the schema's own word, when it would not change the value. */
const bySchema =
  (schema: z.ZodType): Test =>
  (value) =>
    (typeof value !== 'object' || value === null) && schema.safeParse(value).success

/** An unknown key is a no: the schema drops it. So is one whose value is `undefined`. */
function object(shape: Record<string, z.ZodType>): Test {
  const fields = Object.entries(shape).map(([key, schema]) => ({ key, test: quick(schema), optional: schema._zod.optin === 'optional' }))
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const map = value as Record<string, unknown>
    let unknown = 0
    for (const _ in map) unknown++
    for (let i = 0; i < fields.length; i++) {
      const { key, test, optional } = fields[i]!
      const field = map[key]
      if (field === undefined) {
        if (!optional) return false
      } else if (test(field)) unknown--
      else return false
    }
    return unknown === 0
  }
}
