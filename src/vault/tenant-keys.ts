// A tenant's Stripe keys: added, replaced and removed by whoever is signed in, opened only with an opener or, in standing keeping, by
// the gateway itself.

import { sha256Hex, toHex } from '#hex.ts'
import { Secret } from '#secret.ts'
import { recordAudit, type Change } from '#store/audit.ts'
import { removeOpenings } from '#store/key-openings.ts'
import type { Database } from '#store/schema.ts'
import { findRoot } from '#store/roots.ts'
import {
  endStripeKey,
  eraseStripeKeys,
  findOpenable,
  findStripeKey,
  insertStripeKey,
  type StripeKeyPlace,
} from '#store/stripe-keys.ts'
import type { Binding } from './binding.ts'
import type { Feature } from './keeping.ts'
import { createOpenedKeys } from './opened-keys.ts'
import type { Opener } from './openers.ts'
import { createOpeningCounter } from './opening-counter.ts'
import { standingWrap } from './roots.ts'
import { inTransaction, orUndefined } from './tenant-roots.ts'
import type { VaultDeps } from './vault-deps.ts'

type Mode = StripeKeyPlace['mode']
type Also = (transaction: Database) => Promise<void>

/** `not_restricted`: only `rk_…` is kept. `not_set_up`: the tenant has no roots. `other_mode`: of a replaced key. */
type KeptKey =
  | { ok: true; id: string; mode: Mode }
  | { ok: false; reason: 'not_restricted' | 'not_set_up' | 'other_mode' | 'no_key' }

/** `no_wrap`: this opener was never let in, or was removed; without an opener: the keeping is sealed. `refused`: it does not fit. */
type OpenedKey =
  | { ok: true; key: Secret; mode: Mode; accountId: string; name: string }
  | { ok: false; reason: 'no_key' | 'no_wrap' | 'refused' }

export interface TenantKeys {
  /** Needs no opener, and cuts nobody off. `also` is done in the same transaction. */
  add(
    key: { tenantId: string; accountId: string; name: string; key: Secret },
    change: Change,
    also?: Also,
  ): Promise<KeptKey>
  /** Puts a new key in the place of one, under a new id; the old one is forgotten. */
  replace(which: { tenantId: string; id: string; key: Secret }, change: Change): Promise<KeptKey>
  remove(which: { tenantId: string; id: string }, change: Change): Promise<boolean>
  /** Without an opener, only in standing keeping. The opener must have been proven to be alive in this request. */
  open(which: { tenantId: string; id: string; feature: Feature; opener?: Opener }): Promise<OpenedKey>
  /** Removes keys and openings; the roots must be gone before. */
  erase(tenantId: string): Promise<void>
  /** Overwrites the opened keys, and stores the last counts. */
  close(): Promise<void>
}

const shape = /^rk_(live|test)_[A-Za-z0-9]{8,200}$/

export function createTenantKeys({ db, roots, ports }: VaultDeps): TenantKeys {
  const { now, randomBytes, hasher } = ports
  const opened = createOpenedKeys(ports)
  const openings = createOpeningCounter({ db, ports })

  type NewKey = { tenantId: string; accountId: string; name: string; key: Secret; mode: Mode }

  async function keep(
    { tenantId, accountId, name, key, mode }: NewKey,
    change: Change,
    { action, replaces, also }: { action: string; replaces?: string; also?: Also | undefined },
  ): Promise<KeptKey> {
    const root = await findRoot(db, { tenantId, purpose: 'keys' })
    if (!root) return { ok: false, reason: 'not_set_up' }
    const place = { tenantId, id: `stk_${toHex(randomBytes(12))}`, mode, accountId }
    const sealed = await roots.seal(key.reveal(), {
      place: root,
      publicHalf: root.publicHalf,
      binding: bindingOf(place),
    })
    const isKept = await inTransaction(db, async (transaction) => {
      const ended = { tenantId, id: replaces ?? '', atMs: change.atMs, as: 'replaced' as const }
      if (replaces !== undefined && !(await endStripeKey(transaction, ended))) return false
      const lastFour = key.reveal().slice(-4)
      await insertStripeKey(transaction, { ...place, name, lastFour, sealed, atMs: change.atMs })
      await recordAudit(transaction, {
        ...entryOf(tenantId, change),
        action,
        target: place.id,
        detail: { accountId, mode, ...(replaces === undefined ? {} : { replaces }) },
      })
      await also?.(transaction)
      return true
    })
    return isKept ? { ok: true, id: place.id, mode } : { ok: false, reason: 'no_key' }
  }

  return {
    async add(key, change, also) {
      const mode = modeOf(key.key)
      if (!mode) return { ok: false, reason: 'not_restricted' }
      return keep({ ...key, mode }, change, { action: 'stripe_key.added', also })
    },
    async replace({ tenantId, id, key }, change) {
      const mode = modeOf(key)
      if (!mode) return { ok: false, reason: 'not_restricted' }
      const before = await findStripeKey(db, { tenantId, id })
      if (!before) return { ok: false, reason: 'no_key' }
      if (before.mode !== mode) return { ok: false, reason: 'other_mode' }
      const { accountId, name } = before
      return keep({ tenantId, accountId, name, key, mode }, change, {
        action: 'stripe_key.replaced',
        replaces: id,
      })
    },
    remove: ({ tenantId, id }, change) =>
      inTransaction(db, async (transaction) => {
        const ended = { tenantId, id, atMs: change.atMs, as: 'revoked' as const }
        if (!(await endStripeKey(transaction, ended))) return false
        await recordAudit(transaction, {
          ...entryOf(tenantId, change),
          action: 'stripe_key.removed',
          target: id,
          detail: {},
        })
        return true
      }),
    async open({ tenantId, id, feature, opener }) {
      const { kind, id: openerId } = opener ?? standingWrap
      // Read each time, so that a removed wrap or key counts at once, whatever is still in memory.
      const row = await findOpenable(db, { tenantId, id, kind, openerId }, now())
      if (!row) return { ok: false, reason: 'no_key' }
      const { wrap, sealed, mode, accountId, name } = row
      if (!wrap) return { ok: false, reason: 'no_wrap' }
      const text = opener?.secret.reveal() ?? ''
      const openerHash = `${kind} ${await (hasher ? hasher.sha256(text) : sha256Hex(text))}`
      const cached = { tenantId, stripeKeyId: id, sealed, openerHash }
      let key = opened.find(cached)
      if (!key) {
        const place = { tenantId, purpose: 'keys' as const, rootId: wrap.rootId }
        const root = await orUndefined(roots.unwrap(place, wrap.wrapped, opener ?? standingWrap))
        if (!root) return { ok: false, reason: 'refused' }
        try {
          key = await roots.open(root, sealed, bindingOf({ tenantId, id, mode, accountId }))
        } finally {
          root.forget()
        }
        opened.keep(cached, key)
      }
      openings.note({ tenantId, stripeKeyId: id, openerKind: kind, openerId, feature })
      return { ok: true, key, mode, accountId, name }
    },
    async erase(tenantId) {
      await eraseStripeKeys(db, tenantId)
      await removeOpenings(db, { tenantId })
    },
    async close() {
      opened.close()
      await openings.close()
    },
  }
}

function modeOf(key: Secret): Mode | undefined {
  const mode = shape.exec(key.reveal())?.[1]
  return mode === 'live' || mode === 'test' ? mode : undefined
}

/** Where a Stripe key belongs. */
export const bindingOf = ({ tenantId, id, mode, accountId }: StripeKeyPlace): Binding => ({
  tenantId,
  purpose: 'stripe-key',
  accountId,
  mode,
  owner: id,
})

const entryOf = (tenantId: string, change: Change) => ({
  id: change.auditId,
  tenantId,
  atMs: change.atMs,
  actor: change.actor,
})
