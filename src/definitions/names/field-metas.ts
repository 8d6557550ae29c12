// Reads what `.meta()` says about a field of a form, without zod: the author's file may have its own copy.

/** The parts of a zod schema that are read here. */
type FieldSchema = {
  meta?: () => Readonly<Record<string, unknown>> | undefined
  def?: { innerType?: unknown }
}

/** The fields of an action's form, by name; none if the action has no schema. */
export function fieldsOf(input: unknown): [string, unknown][] {
  const { shape }: { shape?: object } = typeof input === 'object' && input !== null ? input : {}
  return Object.entries(shape ?? {})
}

/** Every `.meta()` of a field. `.optional()` and `.default()` wrap the schema that may have it. */
export function metasOf(schema: unknown): Readonly<Record<string, unknown>>[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { meta, def }: FieldSchema = schema
  const own = meta?.call(schema)
  return [...(own ? [own] : []), ...metasOf(def?.innerType)]
}
