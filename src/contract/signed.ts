// Signed requests of the Stripe App. Stripe signs the JSON text of an envelope; the arguments are sent beside it, covered by their
// hash. The order of the keys is part of what is signed: this schema defines it, here and in the app's generated client.
// https://docs.stripe.com/stripe-apps/build-backend#send-a-signed-request

import { z } from 'zod'
import { localeSchema, timeZoneSchema } from './api.ts'
import { panelSchema } from './panel.ts'
import { subjectSchema } from './subject.ts'

/** The purpose of a request. A signature for one purpose is refused on all other routes. */
export const signedOps = [
  'connection',
  'panels',
  'action',
  'oauth.start',
  'oauth.exchange',
  'oauth.status',
  'oauth.sign_out',
  'error.report',
  'proxy',
] as const
export type SignedOp = (typeof signedOps)[number]

/** Stripe's `RoleDefinition`. Stripe responds with 400 to a role that its user does not have, so a signed role is proven. */
const roleSchema = z.strictObject({
  id: z.string().min(1).max(120),
  name: z.string().max(200).optional(),
  type: z.string().max(40),
})

/** The keys in the signed order. The app fills in all but `user_id` and `account_id`, which Stripe appends. */
export const envelopeSchema = z.strictObject({
  v: z.literal(1),
  op: z.enum(signedOps),
  /** Good once for each account, within the life of a signature. */
  nonce: z.uuid(),
  mode: z.enum(['live', 'test']),
  sandbox: z.boolean(),
  /** The subject's `subjectKey`, the action's id, or the source's name. */
  resource: z.string().min(1).max(400).optional(),
  /** Hex SHA-256 of the UTF-8 bytes of `args`. */
  args_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  stripe_roles: z.array(roleSchema).max(50).optional(),
  user_id: z.string().regex(/^usr_[A-Za-z0-9]{1,100}$/),
  account_id: z.string().regex(/^acct_[A-Za-z0-9]{1,100}$/),
})
export type Envelope = z.infer<typeof envelopeSchema>

/** The body of every signed request except `whoami`. `args` is JSON text, so that its bytes are fixed. */
export const signedBodySchema = z.strictObject({ envelope: envelopeSchema, args: z.string().max(64 * 1024) })

/** `RoleDefinition` of Stripe's SDK, with the keys in any order. */
const plainRoleSchema = z.object({ id: z.string().max(120).optional(), type: z.string().max(40) })

/** Stripe's plain form: the body itself is signed, with the ids last and the app's payload before them. */
export const plainSignedBodySchema = z.looseObject({
  stripe_roles: z.array(plainRoleSchema).max(50).optional(),
  livemode: z.boolean().optional(),
  /** JSON text, because a payload's values can only be texts, numbers and booleans. */
  args: z.string().optional(),
  user_id: envelopeSchema.shape.user_id.optional(),
  account_id: envelopeSchema.shape.account_id,
})
export type PlainSignedBody = z.infer<typeof plainSignedBodySchema>

/** Arguments of `panels`. Without `panel`: all panels of the subject. */
export const appPanelsArgsSchema = z.strictObject({
  subject: subjectSchema,
  panel: z.string().min(1).max(80).optional(),
  /** The parameters of a `load` action: a filter, a page. */
  params: z.record(z.string().max(40), z.string().max(200)).optional(),
  locale: localeSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  fresh: z.boolean().optional(),
})
export type AppPanelsArgs = z.infer<typeof appPanelsArgsSchema>

/** The messages of `POST /stripe-app/panels`, as NDJSON or one array. */
export const appPanelsMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('panel'), panel: panelSchema }),
  z.object({ type: z.literal('done'), asOf: z.iso.datetime(), requestId: z.string() }),
  z.object({
    type: z.literal('error'),
    code: z.string(),
    title: z.string(),
    detail: z.string().optional(),
    requestId: z.string(),
  }),
])
export type AppPanelsMessage = z.infer<typeof appPanelsMessageSchema>

/** `POST /stripe-app/connection` and `whoami`: the caller as the gateway sees it. */
export const appConnectionSchema = z.object({
  gateway: z.literal('tillside'),
  version: z.string(),
  userId: z.string(),
  accountId: z.string(),
  /** Absent for Stripe's plain form, which does not contain it. */
  mode: z.enum(['live', 'test']).optional(),
  sandbox: z.boolean().optional(),
  /** Ids of the signed built-in roles. */
  roles: z.array(z.string()),
  /** The declared panels with their kinds of objects, for the settings view. */
  panels: z.array(z.object({ id: z.string(), title: z.string(), for: z.array(z.string()) })),
  /** Third-party services that people can sign in to. */
  services: z.array(z.object({ id: z.string(), title: z.string() })),
})
export type AppConnection = z.infer<typeof appConnectionSchema>

/** Arguments of `oauth.*`: https://docs.stripe.com/stripe-apps/pkce-oauth-flow */
export const oauthStartArgsSchema = z.strictObject({ service: z.string().max(60) })
export const oauthExchangeArgsSchema = z.strictObject({
  service: z.string().max(60),
  code: z.string().min(1).max(2000),
  verifier: z.string().min(43).max(128),
  /** Issued by the gateway at the start, so that it survives a reload of the page. */
  state: z.string().min(1).max(400),
})
export const oauthStateSchema = z.object({
  service: z.string(),
  state: z.enum(['signed_out', 'signed_in', 'expired']),
  /** The person's name or address at the service. */
  account: z.string().max(200).optional(),
  since: z.iso.datetime().optional(),
  /** After `start`: the value for `createOAuthState`, and where to send the person; the app appends the challenge. */
  start: z.object({ state: z.string(), authorizeUrl: z.url() }).optional(),
})
export type OauthState = z.infer<typeof oauthStateSchema>

/** Arguments of `error.report`: what failed and where, without customer data. */
export const errorReportArgsSchema = z.strictObject({
  name: z.string().max(100),
  message: z.string().max(500),
  stack: z.string().max(8000),
  view: z.string().max(120),
  build: z.string().max(120),
})
