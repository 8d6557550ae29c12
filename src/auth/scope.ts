// What a connection key is limited to, and whether it permits what is asked. Pure. What a scope names and a request does not say is
// refused: a limit that a route cannot check yet is not passed over.

import { z } from 'zod'
import type { Mode } from '#contract/billing.ts'

const surfaces = ['sidebar', 'proxy'] as const
export type Surface = (typeof surfaces)[number]

const names = z.array(z.string().min(1).max(100)).min(1).max(100).readonly().optional()

/** As it is stored. Unknown members are refused: a newer release may limit by them. */
const storedSchema = z.strictObject({
  surfaces: z.array(z.enum(surfaces)).min(1).readonly().optional(),
  /** `acct_…`. */
  accounts: names,
  /** Stripe's names, as in a path: `customers`, `invoices`. */
  resources: names,
  /** Names of roles of the configuration, for actions. */
  roles: names,
})

/** Absent members limit nothing. */
export type Scope = z.infer<typeof storedSchema> & { mode?: Mode | undefined }

export type Limit = 'surface' | 'mode' | 'account' | 'resource'
export type Permission = { ok: true } | { ok: false; limit: Limit }

/** What a request does, as far as its route knows. */
export type Asked = {
  surface: Surface
  mode?: Mode | undefined
  account?: string | undefined
  resource?: string | undefined
}

const permitted: Permission = { ok: true }

export function permits(scope: Scope, { surface, mode, account, resource }: Asked): Permission {
  if (isOutside(scope.surfaces, surface)) return { ok: false, limit: 'surface' }
  if (scope.mode !== undefined && scope.mode !== mode) return { ok: false, limit: 'mode' }
  if (isOutside(scope.accounts, account)) return { ok: false, limit: 'account' }
  if (isOutside(scope.resources, resource)) return { ok: false, limit: 'resource' }
  return permitted
}

/** The modes in which a key may use a surface that reads whole accounts; none where it may not at all. */
export const modesFor = (scope: Scope, surface: Surface): Mode[] =>
  (['live', 'test'] as const).filter((mode) => permits(scope, { surface, mode }).ok)

const isOutside = <T>(allowed: readonly T[] | undefined, asked: T | undefined): boolean =>
  allowed !== undefined && (asked === undefined || !allowed.includes(asked))

export type StoredScope = { mode: string | null; scope: string | null }

/** `undefined` for what cannot be read: the key then permits nothing. */
export function readScope({ mode, scope }: StoredScope): Scope | undefined {
  if (mode !== null && mode !== 'live' && mode !== 'test') return undefined
  const limits: Pick<Scope, 'mode'> = mode === null ? {} : { mode }
  if (scope === null) return limits
  try {
    return { ...storedSchema.parse(JSON.parse(scope)), ...limits }
  } catch {
    return undefined
  }
}

/** The form that is stored; `null` where nothing is limited. */
export function writeScope(scope: Omit<Scope, 'mode'>): string | null {
  const stored = storedSchema.parse(scope)
  return Object.values(stored).some((limit) => limit !== undefined) ? JSON.stringify(stored) : null
}
