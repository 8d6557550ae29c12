// The messages between the console and `/api/tenants/:tenantId/…` about a company's keys: its Stripe keys, its connection keys, and what
// opens them.

import { z } from 'zod'
import { cleanText } from './clean-text.ts'

const moment = z.iso.datetime()
const modeSchema = z.enum(['live', 'test'])
const nameSchema = z.string().transform(cleanText).pipe(z.string().min(1).max(60))

/** Something that opens the company's Stripe keys: typed or pasted by a person, used for this request, and forgotten. */
export const openerSchema = z.union([
  z.strictObject({ recoveryCode: z.string().min(1).max(200) }),
  z.strictObject({ connectionKey: z.string().min(1).max(100) }),
])
export type OpenerInput = z.infer<typeof openerSchema>

const permissionSchema = z.object({
  slug: z.string(),
  label: z.string(),
  need: z.enum(['required', 'advised', 'optional']),
  state: z.enum(['granted', 'missing', 'unknown']),
})

const stripeKeySchema = z.object({
  id: z.string(),
  mode: modeSchema,
  accountId: z.string(),
  name: z.string(),
  lastFour: z.string(),
  addedAt: moment,
})
export type StripeKeyView = z.infer<typeof stripeKeySchema>

const connectionKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  mode: modeSchema.optional(),
  lastFour: z.string().optional(),
  createdAt: moment,
  expiresAt: moment.optional(),
  lastUsedAt: moment.optional(),
  revokedAt: moment.optional(),
})
export type ConnectionKeyView = z.infer<typeof connectionKeySchema>

/** `GET /api/tenants/:tenantId/keys`. */
export const keysSchema = z.object({
  /** Where sidebars and other programs reach the gateway. */
  gatewayUrl: z.string(),
  /** Stripe’s page for a new restricted key, with the permissions ticked. */
  keyLinks: z.object({ live: z.string(), test: z.string() }),
  /** `none`: the company has no roots yet, so that nothing can be kept. */
  keeping: z.enum(['none', 'sealed', 'standing']),
  stripeKeys: z.array(stripeKeySchema),
  connectionKeys: z.array(connectionKeySchema),
  /** False where the list is longer than what is here. */
  isWhole: z.boolean(),
})
export type Keys = z.infer<typeof keysSchema>

/** `POST /api/tenants/:tenantId/roots`: shown once, and stored nowhere. */
export const recoveryCodeSchema = z.object({ recoveryCode: z.string() })

/** `POST …/stripe-keys` and `PUT …/stripe-keys/:id`. */
export const newStripeKeySchema = z.strictObject({
  key: z.string().min(1).max(300),
  name: nameSchema.optional(),
})

/** What Stripe says about the key. */
export const addedStripeKeySchema = z.object({
  key: stripeKeySchema,
  permissions: z.array(permissionSchema),
})
export type AddedStripeKey = z.infer<typeof addedStripeKeySchema>

/** `POST …/connection-keys`. The opener lets the new key open the company's Stripe keys. */
export const newConnectionKeySchema = z.strictObject({
  name: nameSchema,
  mode: modeSchema,
  opener: openerSchema,
  expiresInDays: z.number().int().min(1).max(3650).optional(),
})
/** The text is shown once, and stored nowhere. */
export const createdConnectionKeySchema = z.object({ id: z.string(), text: z.string() })

/** `POST …/keeping`. To be opened while nobody asks, the keys must be opened once by somebody. */
export const keepingChangeSchema = z.union([
  z.strictObject({ keeping: z.literal('standing'), opener: openerSchema }),
  z.strictObject({ keeping: z.literal('sealed') }),
])

/** `GET …/key-openings`, newest first. */
export const keyOpeningsSchema = z.object({
  openings: z.array(
    z.object({
      stripeKeyId: z.string(),
      /** What opened it, and which one of its kind. */
      opener: z.enum(['connection_key', 'recovery_code', 'passkey', 'invitation', 'standing']),
      openerId: z.string(),
      feature: z.string(),
      hour: moment,
      count: z.number().int(),
      lastAt: moment,
    }),
  ),
})
export type KeyOpenings = z.infer<typeof keyOpeningsSchema>
