// What the sidebar and the gateway say to each other: one request per selection, messages back.

import { z } from 'zod'
import { customerRefSchema, panelSchema } from './panel.ts'
import { subjectSchema } from './subject.ts'

export const localeSchema = z
  .string()
  .min(2)
  .max(35)
  .regex(/^[A-Za-z0-9-]+$/)
/** IANA name. One that the gateway does not know counts as UTC, and texts say so: browsers may know newer ones. */
export const timeZoneSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_+:/-]+$/)
const modeSchema = z.enum(['live', 'test'])

const personSchema = z.object({
  /** As Missive gives it; unparsable ones are skipped, never an error. */
  address: z.string().max(1000),
  name: z.string().max(5000).optional(),
})

export const panelsRequestSchema = z.strictObject({
  subject: z.discriminatedUnion('kind', [
    /** The people of one conversation, the likely sender first. */
    z.strictObject({ kind: z.literal('people'), people: z.array(personSchema).min(1).max(50) }),
    z.strictObject({ kind: z.literal('customer'), customer: customerRefSchema }),
    z.strictObject({ kind: z.literal('search'), text: z.string().min(1).max(500) }),
    /** One in-house panel again, with other parameters: what a `load` action asks for. */
    z.strictObject({
      kind: z.literal('panel'),
      panel: z.string().min(1).max(80),
      subject: subjectSchema,
      params: z.record(z.string().max(40), z.string().max(200)).optional(),
    }),
  ]),
  /** For pins; Missive's conversation id. */
  conversationId: z.string().min(1).max(120).optional(),
  /** Which of the gateway's keys to ask; without it live, or test when there is no live key. */
  mode: modeSchema.optional(),
  /** The viewer's language for our words. */
  locale: localeSchema.optional(),
  /** Where the viewer's calendar is: days are counted and written in it. */
  timeZone: timeZoneSchema.optional(),
  /** Past every cache: the refresh button. */
  fresh: z.boolean().optional(),
})
export type PanelsRequest = z.infer<typeof panelsRequestSchema>

const accountStateSchema = z.object({
  /** `StripeAccount.key`. */
  key: z.string(),
  name: z.string().optional(),
  accountId: z.string().optional(),
  mode: modeSchema,
  /** A sentence for a person, when this account could not be asked. */
  problem: z.string().optional(),
})
export type AccountState = z.infer<typeof accountStateSchema>

export const panelsMessageSchema = z.discriminatedUnion('type', [
  /** First: who was looked up. Lets the bar show people and their counts before any panel. */
  z.object({
    type: z.literal('found'),
    people: z.array(
      z.object({
        address: z.string(),
        name: z.string().optional(),
        skipped: z.enum(['team', 'limit']).optional(),
        /** Customers with exactly this address, over all accounts. */
        customers: z.int(),
      }),
    ),
    /** Which person the panels are about; absent when nobody was looked up. */
    current: z.string().optional(),
    /** The customer drawn; absent for a chooser, not found, or search results. */
    customer: customerRefSchema.optional(),
    accounts: z.array(accountStateSchema),
    mode: modeSchema,
    /** Modes the gateway has keys for. */
    modes: z.array(modeSchema),
    asOf: z.iso.datetime(),
  }),
  z.object({ type: z.literal('panel'), panel: panelSchema }),
  /** Last. `asOf` is the age of the oldest part shown; `stale` when a part could not be renewed, `retryAt` when to try again. */
  z.object({
    type: z.literal('done'),
    asOf: z.iso.datetime(),
    stale: z.object({ text: z.string(), retryAt: z.iso.datetime().optional() }).optional(),
    requestId: z.string(),
    /** Requests made to Stripe for this answer: 0 when warm. */
    stripeRequests: z.int(),
  }),
  /** Instead of the rest: the answer broke off. */
  z.object({
    type: z.literal('error'),
    code: z.string(),
    title: z.string(),
    detail: z.string().optional(),
    requestId: z.string(),
  }),
])
export type PanelsMessage = z.infer<typeof panelsMessageSchema>

/** `GET /api/connection`: what the setup screen's connection test shows after the secret was accepted. */
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
          /** As the key form of the Dashboard calls it. */
          label: z.string(),
          need: z.enum(['required', 'advised', 'optional']),
          state: z.enum(['granted', 'missing', 'unknown']),
        }),
      ),
      /** The key can write, which the sidebar never needs. */
      canWrite: z.boolean().optional(),
    }),
  ),
})
export type Connection = z.infer<typeof connectionSchema>

/** `PUT /api/pins/:conversationId`; `DELETE` takes no body. */
export const pinRequestSchema = z.strictObject({
  customer: customerRefSchema,
  /** Display name of who pins; shown, never trusted. */
  by: z.string().max(80).optional(),
})

/** RFC 9457, as every route but the proxy lane answers. https://www.rfc-editor.org/rfc/rfc9457 */
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

/** Carried by every answer of `/api/*`: the build the gateway serves. */
export const buildHeader = 'Tillside-Build'
