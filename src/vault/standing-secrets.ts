// A tenant's secrets that must open without a person, in either keeping: app secrets, signing secrets of webhooks, secrets of remote
// services. They are sealed to the standing root, which opens no Stripe key.

import type { Secret } from '#secret.ts'
import { findRoot, findWrap } from '#store/roots.ts'
import { findSealedSecret, putSealedSecret, type SecretPlace } from '#store/sealed-secrets.ts'
import { standingWrap } from './roots.ts'
import type { VaultDeps } from './vault-deps.ts'

export interface StandingSecrets {
  /** False when the tenant has no roots. */
  put(place: SecretPlace, secret: Secret): Promise<boolean>
  find(place: SecretPlace): Promise<Secret | undefined>
}

export function createStandingSecrets({ db, roots, ports }: VaultDeps): StandingSecrets {
  return {
    async put(place, secret) {
      const root = await findRoot(db, { tenantId: place.tenantId, purpose: 'standing' })
      if (!root) return false
      const { publicHalf } = root
      const sealed = await roots.seal(secret.reveal(), { place: root, publicHalf, binding: place })
      return putSealedSecret(db, place, { sealed, atMs: ports.now() })
    },
    async find(place) {
      const where = { tenantId: place.tenantId, purpose: 'standing', ...standingWrap } as const
      const [row, wrap] = await Promise.all([findSealedSecret(db, place), findWrap(db, where, ports.now())])
      if (!row || !wrap) return undefined
      const { tenantId, purpose, rootId } = wrap
      const root = await roots.unwrap({ tenantId, purpose, rootId }, wrap.wrapped, standingWrap)
      try {
        return await roots.open(root, row.sealed, place)
      } finally {
        root.forget()
      }
    },
  }
}
