// The fields of an action's form: what its zod schema says, `.meta({ label, hint, control, … })` on it, and what is known only
// now (choices, limits). Each is held against the contract, so that no surface gets a field it cannot draw.

import { z } from 'zod'
import { formFieldSchema, type FormField, type FormInput } from '#contract/form.ts'
import type { ActionDefinition, FormChanges } from '#definitions/define.ts'

/** A field that the definition or its `form` made undrawable; for the author. */
export class FormInvalid extends Error {
  override readonly name = 'FormInvalid'
}

type Plain = Readonly<Record<string, unknown>>

const jsonSchemaOfField = z.looseObject({
  type: z.string().optional().catch(undefined),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.looseObject({})).optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  multipleOf: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  items: z.looseObject({}).optional(),
  label: z.string().optional(),
  title: z.string().optional(),
  hint: z.string().optional(),
  description: z.string().optional(),
  control: z.string().optional(),
  currency: z.string().optional(),
  lines: z.int().optional(),
  placeholder: z.string().optional(),
  unit: z.string().optional(),
  /** Words for the values of an enum. */
  labels: z.record(z.string(), z.string()).optional(),
})
type FieldSchema = z.infer<typeof jsonSchemaOfField>

const objectSchema = z.looseObject({
  properties: z.record(z.string(), jsonSchemaOfField),
  required: z.array(z.string()).optional(),
})

/** `restockItems` -> "Restock items". */
const toLabel = (name: string): string => {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The part of "this or null" that says something. */
function unwrap(schema: FieldSchema): FieldSchema {
  const parts = (schema.anyOf ?? []).map((part) => jsonSchemaOfField.parse(part))
  const said = parts.filter(({ type }) => type !== 'null')
  const [only] = said
  if (said.length === 1 && only) return { ...unwrap(only), ...withoutAnyOf(schema) }
  const values = said.flatMap((part) => (part.const === undefined ? [] : [part.const]))
  return said.length > 1 && values.length === said.length ? { ...withoutAnyOf(schema), enum: values } : schema
}
const withoutAnyOf = (schema: FieldSchema): FieldSchema => ({ ...schema, anyOf: undefined })

const valuesOf = (schema: FieldSchema): string[] => [
  ...(schema.enum ?? []).filter((value) => typeof value === 'string'),
  ...(typeof schema.const === 'string' ? [schema.const] : []),
]

function kindOf(schema: FieldSchema): string {
  if (schema.control) return schema.control
  if (schema.type === 'boolean') return 'checkbox'
  if (schema.type === 'array') return 'checklist'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.format === 'date') return 'date'
  return valuesOf(schema).length > 0 ? 'select' : 'text'
}

/** The bounds that zod gives every integer are no limits to speak of. */
const limit = (value: number | undefined) =>
  value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? {} : { value }

function partsOf(kind: string, schema: FieldSchema): Plain {
  const { value: min } = limit(schema.minimum)
  const { value: max } = limit(schema.maximum)
  switch (kind) {
    case 'text':
      return { lines: schema.lines, lengthMax: schema.maxLength, placeholder: schema.placeholder }
    case 'number':
      return {
        min,
        max,
        step: schema.multipleOf ?? (schema.type === 'integer' ? 1 : undefined),
        unit: schema.unit,
      }
    case 'money':
      return { min, max, currency: schema.currency }
    case 'select':
      return { options: optionsOf(schema) }
    case 'checklist':
      return {
        options: optionsOf(unwrap(jsonSchemaOfField.parse(schema.items ?? {})), schema.labels),
        value: [],
      }
    case 'checkbox':
    case 'switch':
      return { value: false }
    default:
      return {}
  }
}

const optionsOf = (schema: FieldSchema, labels = schema.labels) =>
  valuesOf(schema).map((value) => ({
    value,
    label: labels?.[value] ?? toLabel(value.replace(/[-_]+/g, ' ')),
  }))

const defined = (parts: Plain): Plain =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))

const drawn = new WeakMap<z.ZodObject, Readonly<Record<string, Plain>>>()

/** What the schema alone says, by field name; a currency or options may still be missing. */
function draftsOf(input: z.ZodObject): Readonly<Record<string, Plain>> {
  const known = drawn.get(input)
  if (known) return known
  const printed = objectSchema.safeParse(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))
  if (!printed.success) {
    const path = printed.error.issues[0]?.path.slice(1).join('.')
    throw new FormInvalid(`.meta() of the input says something strange: ${path ?? ''}`)
  }
  const { properties, required = [] } = printed.data
  const made = Object.fromEntries(
    Object.entries(properties).map(([name, given]) => {
      const schema = unwrap(given)
      const kind = kindOf(schema)
      const isRequired = kind === 'checklist' ? (schema.minItems ?? 0) > 0 : required.includes(name)
      const isAsked = isRequired && !['checkbox', 'switch'].includes(kind)
      const draft = defined({
        ...partsOf(kind, schema),
        kind,
        name,
        label: schema.label ?? schema.title ?? toLabel(name),
        hint: schema.hint ?? schema.description,
        ...(isAsked ? { required: true } : {}),
        ...(schema.default === undefined ? {} : { value: schema.default }),
      })
      return [name, draft]
    }),
  )
  drawn.set(input, made)
  return made
}

/** Whether what was entered can stand in a field of this kind. */
const fits: Readonly<Record<FormField['kind'], (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  select: (value) => typeof value === 'string',
  date: (value) => typeof value === 'string' && z.iso.date().safeParse(value).success,
  number: (value) => typeof value === 'number',
  money: (value) => Number.isSafeInteger(value),
  checkbox: (value) => typeof value === 'boolean',
  switch: (value) => typeof value === 'boolean',
  checklist: (value) => Array.isArray(value),
}

/** All fields of an action, in the order of its schema, with what was entered in them. Throws `FormInvalid`. */
export function fieldsOf(
  { input }: Pick<ActionDefinition, 'input'>,
  changes: FormChanges['fields'] = {},
  entered: FormInput = {},
): FormField[] {
  const strange = Object.keys(changes).filter((name) => !(name in input.shape))
  if (strange.length > 0) throw new FormInvalid(`form() names unknown fields: ${strange.join(', ')}`)
  return Object.entries(draftsOf(input)).map(([name, draft]) => {
    const parsed = formFieldSchema.safeParse({ ...draft, ...changes[name], name })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new FormInvalid(`field ${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
    }
    const field = parsed.data
    const value = entered[name]
    if (field.locked !== undefined || value === undefined || value === null || !fits[field.kind](value))
      return field
    return formFieldSchema.parse({ ...field, value })
  })
}
