// The messages between the sidebar and the gateway: one request for each selection, messages in response.

import { z } from 'zod'
import { customerRefSchema, panelSchema } from './panel.ts'
import { subjectSchema } from './subject.ts'

export const localeSchema = z
  .string()
  .min(2)
  .max(35)
  .regex(/^[A-Za-z0-9-]+$/)
/** IANA name. Browsers may know newer zones than the gateway; an unknown one counts as UTC, and texts say so. */
export const timeZoneSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_+:/-]+$/)
const modeSchema = z.enum(['live', 'test'])

const personSchema = z.object({
  /** As Missive provides it; unparsable addresses are skipped, never an error. */
  address: z.string().max(1000),
  name: z.string().max(5000).optional(),
})

export const panelsRequestSchema = z.strictObject({
  subject: z.discriminatedUnion('kind', [
    /** The people of one conversation, the likely sender first. */
    z.strictObject({ kind: z.literal('people'), people: z.array(personSchema).min(1).max(50) }),
    z.strictObject({ kind: z.literal('customer'), customer: customerRefSchema }),
    z.strictObject({ kind: z.literal('search'), text: z.string().min(1).max(500) }),
    /** One in-house panel again, with other parameters: the request of a `load` action. */
    z.strictObject({
      kind: z.literal('panel'),
      panel: z.string().min(1).max(80),
      subject: subjectSchema,
      params: z.record(z.string().max(40), z.string().max(200)).optional(),
    }),
  ]),
  /** For pins; Missive's conversation id. */
  conversationId: z.string().min(1).max(120).optional(),
  /** By default live, or test if there is no live key. */
  mode: modeSchema.optional(),
  /** The viewer's language, for our texts. */
  locale: localeSchema.optional(),
  /** The viewer's time zone, for counting and writing days. */
  timeZone: timeZoneSchema.optional(),
  /** Bypasses every cache: the refresh button. */
  fresh: z.boolean().optional(),
})
export type PanelsRequest = z.infer<typeof panelsRequestSchema>

const accountStateSchema = z.object({
  /** `StripeAccount.key`. */
  key: z.string(),
  name: z.string().optional(),
  accountId: z.string().optional(),
  mode: modeSchema,
  /** A sentence for people, if this account could not be read. */
  problem: z.string().optional(),
})
export type AccountState = z.infer<typeof accountStateSchema>

export const panelsMessageSchema = z.discriminatedUnion('type', [
  /** The first message: who was looked up. Lets the bar show people and their counts before any panel. */
  z.object({
    type: z.literal('found'),
    people: z.array(
      z.object({
        address: z.string(),
        name: z.string().optional(),
        skipped: z.enum(['team', 'limit']).optional(),
        /** Number of customers with exactly this address, across all accounts. */
        customers: z.int(),
      }),
    ),
    /** The person that the panels are about; absent if nobody was looked up. */
    current: z.string().optional(),
    /** The customer shown; absent for a chooser, "not found", or search results. */
    customer: customerRefSchema.optional(),
    accounts: z.array(accountStateSchema),
    mode: modeSchema,
    /** Modes the gateway has keys for. */
    modes: z.array(modeSchema),
    asOf: z.iso.datetime(),
  }),
  z.object({ type: z.literal('panel'), panel: panelSchema }),
  /** The last message. `asOf`: when the oldest part shown was read. `stale`: a part could not be renewed. `retryAt`: when to try again. */
  z.object({
    type: z.literal('done'),
    asOf: z.iso.datetime(),
    stale: z.object({ text: z.string(), retryAt: z.iso.datetime().optional() }).optional(),
    requestId: z.string(),
    /** Requests made to Stripe for this response: 0 if everything was cached. */
    stripeRequests: z.int(),
  }),
  /** Replaces the remaining messages when the response fails half way. */
  z.object({
    type: z.literal('error'),
    code: z.string(),
    title: z.string(),
    detail: z.string().optional(),
    requestId: z.string(),
  }),
])
export type PanelsMessage = z.infer<typeof panelsMessageSchema>

/** `GET /api/connection`: what the setup screen's connection test shows once the secret is accepted. */
export const connectionSchema = z.object({
  gateway: z.literal('tillside'),
  version: z.string(),
  /** Name of the connection key, or `secret header`. */
  principal: z.string(),
  accounts: z.array(
    accountStateSchema.extend({
      restricted: z.boolean(),
      /** In the order of the guide. */
      permissions: z.array(
        z.object({
          slug: z.string(),
          /** The name in the Dashboard's key form. */
          label: z.string(),
          need: z.enum(['required', 'advised', 'optional']),
          state: z.enum(['granted', 'missing', 'unknown']),
        }),
      ),
      /** Whether the key can write, which the sidebar never needs. */
      canWrite: z.boolean().optional(),
    }),
  ),
})
export type Connection = z.infer<typeof connectionSchema>

/** `PUT /api/pins/:conversationId`; `DELETE` takes no body. */
export const pinRequestSchema = z.strictObject({
  customer: customerRefSchema,
  /** The person's display name; shown, never trusted. */
  by: z.string().max(80).optional(),
})

/** The error format of every route except the proxy lane, RFC 9457. https://www.rfc-editor.org/rfc/rfc9457 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string(),
  request_id: z.string(),
})
export type Problem = z.infer<typeof problemSchema>

/** `GET /health`. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  service: z.literal('tillside'),
  version: z.string(),
  /** Changes with every build of the sidebar; the iframe reloads itself when it differs from its own. */
  build: z.string(),
  runtime: z.string(),
  database: z.string(),
  durability: z.string(),
})

/** The build that the gateway serves, in every response of `/api/*`. */
export const buildHeader = 'Tillside-Build'
