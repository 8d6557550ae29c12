// The plan of a company as its console sees it, where Tillside is hosted.

import { z } from 'zod'

const bannerReasons = ['trial_ending', 'payment_failed', 'ends', 'disputed', 'address_needed'] as const
const suspensionReasons = [
  'trial_refused',
  'trial_over',
  'payment_failed',
  'unpaid',
  'canceled',
  'paused',
  'incomplete',
  'dispute_lost',
  'unknown_status',
] as const

export const planSchema = z.strictObject({
  works: z.boolean(),
  /** Above what works. `atMs`: when it stops working unless somebody does something. */
  banner: z.strictObject({ reason: z.enum(bannerReasons), atMs: z.number().optional() }).optional(),
  /** Why nothing works, and since when where that is known. */
  suspended: z.strictObject({ reason: z.enum(suspensionReasons), sinceMs: z.number().optional() }).optional(),
  /** When the trial ends or ended; absent: it has not begun, or there is none. */
  trialEndsAtMs: z.number().optional(),
  /** Stripe's word for the subscription; absent: there never was one. */
  status: z.string().optional(),
  /** How one gets on: by buying, or in the portal, which is there once something was bought. */
  wayBack: z.enum(['checkout', 'portal']),
  /** Whether there is anything in the portal. */
  hasPortal: z.boolean(),
  /** When Stripe was read last. */
  readAtMs: z.number().optional(),
})

export type Plan = z.infer<typeof planSchema>

/** Where to go next. The address acts for the company, so it is used at once and kept nowhere. */
export const planAddressSchema = z.strictObject({ url: z.string() })
export type PlanAddress = z.infer<typeof planAddressSchema>

export const portalRequestSchema = z.strictObject({
  /** Begins with changing the card. */
  mendsCard: z.boolean().optional(),
})
