// What a panel or an action is about: one object of Stripe, or an e-mail address. Named by surfaces, proven by the gateway.

import { z } from 'zod'

/** Objects of Stripe that a panel can stand beside. `payment` is a payment intent or a charge. */
export const objectKinds = ['customer', 'invoice', 'product', 'subscription', 'payment'] as const
export type ObjectKind = (typeof objectKinds)[number]
export type SubjectKind = ObjectKind | 'email'

/** `StripeAccount.key`; the sidebar names it, in the Stripe App the signature does. */
const account = z.string().min(1).max(120).optional()

/** Ids go into paths of requests to Stripe; products may have ids that people chose. */
const objectId = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/)

export const subjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(objectKinds), id: objectId, account }),
  z.strictObject({ kind: z.literal('email'), address: z.string().min(3).max(320), account }),
])
export type Subject = z.infer<typeof subjectSchema>
