// The messages between surfaces and the gateway about an action: open it, check what was entered, run it once.
// `POST /api/actions/:id` and, signed, `POST /stripe-app/actions/:id`.

import { z } from 'zod'
import { localeSchema, timeZoneSchema } from './api.ts'
import { formFieldSchema, formInputSchema } from './form.ts'
import { actionSchema, fieldSchema, iconSchema, inlineSchema, panelSchema } from './panel.ts'
import { subjectSchema } from './subject.ts'

export const actionRequestSchema = z.strictObject({
  subject: subjectSchema,
  /**
   * `open`: returns the first form. `check`: checks what was entered so far without changing anything (a dry run), and returns the
   * next form, the same form with errors, or the confirmation. `run`: runs the action, once for each `key`.
   */
  stage: z.enum(['open', 'check', 'run']),
  /** Which form of a wizard `input` comes from; 1 is the first. */
  step: z.int().min(1).max(20).optional(),
  /** Everything entered so far, in all steps. */
  input: formInputSchema.optional(),
  /** The idempotency key, created by the surface when the confirmation is shown. Needed to run. */
  key: z.uuid().optional(),
  /** The person's display name; shown and recorded beside the proven principal, never trusted. Ignored on signed requests. */
  by: z.string().max(80).optional(),
  locale: localeSchema.optional(),
  timeZone: timeZoneSchema.optional(),
})
export type ActionRequest = z.infer<typeof actionRequestSchema>

const step = z.object({ number: z.int().min(1), of: z.int().min(1), label: z.string().max(80).optional() })

export const actionResponseSchema = z.discriminatedUnion('type', [
  /** A form to fill in. After a `check` with faults: the same form again, with `error` at the fields. */
  z.object({
    type: z.literal('form'),
    title: z.string().max(120),
    step: step.optional(),
    text: inlineSchema.optional(),
    fields: z.array(formFieldSchema).max(40),
    /** The label of the button: "Review", "Next". */
    submit: z.string().max(80),
    /** A fault that belongs to no single field. */
    error: z.string().max(500).optional(),
  }),
  /** A confirmation: the sum before and after, where the money goes. The button repeats the amount. */
  z.object({
    type: z.literal('confirm'),
    title: z.string().max(200),
    step: step.optional(),
    text: inlineSchema.optional(),
    fields: z.array(fieldSchema).max(30).optional(),
    notes: z
      .array(z.object({ icon: iconSchema.optional(), text: inlineSchema }))
      .max(12)
      .optional(),
    submit: z.string().max(80),
    /** Moves money or destroys: the button is red. */
    danger: z.boolean().optional(),
    /** The input that will be run. */
    input: formInputSchema,
  }),
  /**
   * The outcome. `working`: the run continues on its own; ask again with the same key. `refused`: nothing was changed, and the text
   * says why. A repeated key returns the first outcome, with `repeated`.
   */
  z.object({
    type: z.literal('outcome'),
    state: z.enum(['done', 'refused', 'working', 'failed']),
    title: z.string().max(200),
    text: inlineSchema.optional(),
    /** The created object: `re_…`. */
    id: z.string().max(255).optional(),
    actions: z.array(actionSchema).max(4).optional(),
    /** Updated panels. Other panels with the same subject must be requested again. */
    panels: z.array(panelSchema).max(8).optional(),
    repeated: z.boolean().optional(),
    /** Identifies the run in the audit log and for support. */
    requestId: z.string(),
  }),
])
export type ActionResponse = z.infer<typeof actionResponseSchema>
export type ActionResponseOf<T extends ActionResponse['type']> = Extract<ActionResponse, { type: T }>
/** The outcome of a run, or its current state. */
export type ActionResult = ActionResponseOf<'outcome'>
