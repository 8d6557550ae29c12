// What the world's server sends its page at start, and the requests the page may make.

import { z } from 'zod'

/** Faults that can be switched on: at Stripe, between page and gateway, at Missive's REST API. */
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

/** The initial content of each teammate's store. */
const settingsSchema = z.record(z.string(), z.unknown())

/** The answer of `GET /world.json`. */
export const factsSchema = z.object({
  /** Changes with every start, so that stores with secrets of an earlier start are replaced. */
  startId: z.string(),
  sidebarUrl: z.url(),
  gatewayUrl: z.url(),
  consoleUrl: z.url(),
  /** The current fault, for a page that opens later. */
  fault: z.enum(faults),
  /** The sidebar's settings as its own setup would have stored them. */
  settings: settingsSchema,
  /** The settings an older iframe would have left behind. */
  olderSettings: settingsSchema,
})
export type Facts = z.infer<typeof factsSchema>

/** The body of `POST /control`. */
export const controlSchema = z.strictObject({ fault: z.enum(faults) })
