// What the world's server tells its page at the start, and what the page may ask of it.

import { z } from 'zod'

/** Faults one can switch on: at Stripe, on the way to the gateway, at Missive's REST API. */
export const faults = [
  'none',
  'slow',
  'rate_limited',
  'down',
  'no_disputes',
  'offline',
  'missive_limited',
] as const
export type Fault = (typeof faults)[number]

/** What is kept in the store of each teammate when the world begins. */
const settingsSchema = z.record(z.string(), z.unknown())

/** The answer of `GET /world.json`. */
export const factsSchema = z.object({
  /** Changes with every start, so that stores with the secrets of an earlier start are written anew. */
  startId: z.string(),
  sidebarUrl: z.url(),
  gatewayUrl: z.url(),
  consoleUrl: z.url(),
  /** What goes wrong at the moment: a page opened later shows it. */
  fault: z.enum(faults),
  /** The sidebar's settings as its own setup would have stored them. */
  settings: settingsSchema,
  /** The settings an older iframe would have left behind. */
  olderSettings: settingsSchema,
})
export type Facts = z.infer<typeof factsSchema>

/** The body of `POST /control`. */
export const controlSchema = z.strictObject({ fault: z.enum(faults) })
