// The fields of an action's form, as data: each surface draws the same fields with its own controls.

import { z } from 'zod'

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/)
const minor = z.int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER)
const day = z.iso.date()

/** Common to all fields. */
const common = {
  name,
  label: z.string().max(80),
  /** Shown below the control: a limit, the effect of a choice. */
  hint: z.string().max(300).optional(),
  /** Why the value is refused, and how to fix it. */
  error: z.string().max(300).optional(),
  required: z.boolean().optional(),
  /** Shown but not changeable; the text says why. */
  locked: z.string().max(200).optional(),
}

const optionSchema = z.object({
  value: z.string().max(255),
  label: z.string().max(200),
  note: z.string().max(300).optional(),
  /** Shown at the end of the line. */
  amount: z.object({ amountMinor: minor, currency: z.string().min(3).max(8) }).optional(),
  /** Cannot be chosen; the text says why. */
  locked: z.string().max(200).optional(),
})
export type FormOption = z.infer<typeof optionSchema>

export const formFieldSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    ...common,
    value: z.string().max(5000).optional(),
    lines: z.int().min(1).max(12).optional(),
    lengthMax: z.int().min(1).max(5000).optional(),
    placeholder: z.string().max(120).optional(),
  }),
  z.object({
    kind: z.literal('number'),
    ...common,
    value: z.number().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive().optional(),
    unit: z.string().max(30).optional(),
  }),
  /** The currency is fixed; the value is in minor units. */
  z.object({
    kind: z.literal('money'),
    ...common,
    currency: z.string().min(3).max(8),
    value: minor.optional(),
    min: minor.optional(),
    max: minor.optional(),
  }),
  z.object({
    kind: z.literal('date'),
    ...common,
    value: day.optional(),
    min: day.optional(),
    max: day.optional(),
  }),
  z.object({
    kind: z.literal('select'),
    ...common,
    options: z.array(optionSchema).min(1).max(200),
    value: z.string().max(255).optional(),
  }),
  /** A box to tick. */
  z.object({ kind: z.literal('checkbox'), ...common, value: z.boolean() }),
  /** A setting that is on or off. */
  z.object({ kind: z.literal('switch'), ...common, value: z.boolean() }),
  z.object({
    kind: z.literal('checklist'),
    ...common,
    options: z.array(optionSchema).min(1).max(200),
    value: z.array(z.string().max(255)).max(200),
  }),
])
export type FormField = z.infer<typeof formFieldSchema>
export type FormFieldOf<K extends FormField['kind']> = Extract<FormField, { kind: K }>

/** The values that a surface sends back, by field name. Fields that were not shown are absent. */
export const formInputSchema = z.record(
  name,
  z.union([z.string().max(5000), z.number(), z.boolean(), z.array(z.string().max(255)).max(200), z.null()]),
)
export type FormInput = z.infer<typeof formInputSchema>
