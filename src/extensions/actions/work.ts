// One run of an action as it waits in the queue: everything needed to do it after a restart, without whoever asked.

import { z } from 'zod'
import type { StripeAccount } from '#contract/billing.ts'
import { formInputSchema, type FormInput } from '#contract/form.ts'
import { subjectSchema, type Subject } from '#contract/subject.ts'
import type { Caller, Surface } from '#definitions/context.ts'

/** The task's name in the queue. */
export const actionTask = 'action'

export type ActionWork = {
  action: string
  subject: Subject
  /** As it was checked; parsed again when it runs. */
  input: FormInput
  caller: Caller
  account: StripeAccount
  /** `acct_…` of a connected account. */
  connected?: string
  sandbox: boolean
  surface: Surface
  locale: string
  /** IANA name; of whoever asked, or UTC. */
  timeZone: string
  /** Of the request that claimed the key. */
  requestId: string
}

const workSchema = z.object({
  action: z.string(),
  subject: subjectSchema,
  input: formInputSchema,
  caller: z.object({
    id: z.string(),
    kind: z.enum(['stripe_app', 'connection_key', 'secret_header', 'cli']),
    name: z.string(),
    roles: z.array(z.string()),
  }),
  account: z.object({
    key: z.string(),
    accountId: z.string().optional(),
    name: z.string().optional(),
    mode: z.enum(['live', 'test']),
  }),
  connected: z.string().optional(),
  sandbox: z.boolean(),
  surface: z.enum(['sidebar', 'stripe_app', 'cli']),
  locale: z.string(),
  // Work that an older version left behind has none.
  timeZone: z.string().default('UTC'),
  requestId: z.string(),
})

export const parseWork = (payload: unknown): ActionWork => workSchema.parse(payload) as ActionWork
