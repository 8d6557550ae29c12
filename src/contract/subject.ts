// The subject of a panel or an action: a Stripe object or an e-mail address. Surfaces name it, the gateway verifies it.

import { z } from 'zod'

/** Stripe objects that a panel can be about. `payment` is a payment intent or a charge. */
export const objectKinds = ['customer', 'invoice', 'product', 'subscription', 'payment'] as const
export type ObjectKind = (typeof objectKinds)[number]
export type SubjectKind = ObjectKind | 'email'

/** `StripeAccount.key`, named by the sidebar. In the Stripe App the signature names the account. */
const account = z.string().min(1).max(120).optional()

/** Restricted, because ids become part of request paths to Stripe, and people can choose the ids of products. */
const objectId = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/)

export const subjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(objectKinds), id: objectId, account }),
  z.strictObject({ kind: z.literal('email'), address: z.string().min(3).max(320), account }),
])
export type Subject = z.infer<typeof subjectSchema>
