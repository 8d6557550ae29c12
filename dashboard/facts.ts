// What the Dashboard's server sends a page at start, and the requests the page may make: one schema for both sides.

import { z } from 'zod'
import type { AppManifest } from './app/manifest.ts'

const environmentNames = ['live', 'test', 'sandbox'] as const
/** What the Dashboard shows: live mode, test mode, or a sandbox (which is test mode in a separate account). */
export type EnvironmentName = (typeof environmentNames)[number]

/** A role as Stripe shows it to an extension. */
export type Role = { type: 'builtIn' | 'custom'; id: string; name: string }

/** A person who can use the Dashboard. */
export type Viewer = {
  key: string
  id: string
  name: string
  email: string
  roles: Role[]
  /** False for view-only roles: they may not write, whatever the app may do. */
  canWrite: boolean
}

export type Account = { id: string; name: string; country: string }

/** The answer of `GET start.json`. */
export type DashboardFacts = {
  build: number
  manifest: AppManifest
  warnings: string[]
  problems: string[]
  sandboxUrl: string
  extensionUrl: string
  viewers: Viewer[]
  account: Account
  environments: readonly EnvironmentName[]
  /** Whether the page reloads the extension when its files change. */
  watching: boolean
  /** Kinds of objects that can be picked. */
  kinds: string[]
}

const place = { environment: z.enum(environmentNames), viewer: z.string().max(100) }
const roleSchema = z.object({ id: z.string(), type: z.string(), name: z.string().optional() })

/** Bodies of `POST services/…`. */
export const requests = {
  sign: z.object({ ...place, payload: z.record(z.string(), z.unknown()) }),
  stripe: z.object({
    ...place,
    call: z.object({
      method: z.enum(['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD']),
      path: z.string().max(8000).startsWith('/v'),
      headers: z.record(z.string(), z.string()),
      body: z.string().max(500_000).optional(),
    }),
  }),
  'oauth-state': z.object({
    state: z.string().max(2000),
    place: z.record(z.string(), z.unknown()).optional(),
  }),
  'oauth-return': z.object({ state: z.string().max(2000) }),
  objects: z.object({ environment: z.enum(environmentNames), kind: z.string().max(60) }),
  object: z.object({
    environment: z.enum(environmentNames),
    kind: z.string().max(60),
    id: z.string().max(200),
  }),
  stack: z.object({ stack: z.string().max(50_000) }),
} as const
export type ServiceName = keyof typeof requests
export type ServiceRequest<N extends ServiceName> = z.infer<(typeof requests)[N]>

export const signedRoles = z.array(roleSchema)

/** An entry in the list that objects are picked from. */
export type PickedObject = { id: string; object: string; title: string; note: string }

/** The event sent to open pages after each build. */
export type AppEvent = { build: number; problems: string[]; warnings: string[]; buildMs: number }
