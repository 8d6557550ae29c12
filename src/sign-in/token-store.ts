// Stores tokens: sealed in our database, or in Stripe's secret store. The configuration decides for each sign-in.

import type Stripe from 'stripe'
import {
  findSealedSecret,
  putSealedSecret,
  removeSealedSecret,
  type SecretPlace,
} from '#store/sealed-secrets.ts'
import type { Database } from '#store/schema.ts'
import { VaultError } from '#vault/vault-error.ts'
import type { Vault } from '#vault/vault.ts'
import { tokensSchema, type Tokens } from './fetch-tokens.ts'

/** `version` lets `put` replace only what was read, so that two replicas that refresh at the same time do not undo each other. */
export type StoredTokens = { tokens: Tokens; version: string }

export interface TokenStore {
  find(): Promise<StoredTokens | undefined>
  /** Returns false if other tokens have been stored in the meantime. */
  put(tokens: Tokens, was?: string): Promise<boolean>
  remove(): Promise<void>
}

/** Stores tokens in the gateway's database. Tokens that can no longer be opened count as absent: the person signs in again. */
export function sealedTokenStore(
  deps: { db: Database; vault: Vault; now: () => number },
  place: SecretPlace,
): TokenStore {
  const { db, vault, now } = deps
  return {
    async find() {
      const row = await findSealedSecret(db, place)
      if (!row) return undefined
      try {
        const opened = await vault.open(row.sealed, place)
        return { tokens: tokensSchema.parse(JSON.parse(opened.reveal())), version: row.sealed }
      } catch (error) {
        if (error instanceof VaultError) return undefined
        throw error
      }
    },
    async put(tokens, was) {
      const sealed = await vault.seal(JSON.stringify(tokens), place)
      return putSealedSecret(db, place, { sealed, atMs: now(), ...(was === undefined ? {} : { was }) })
    },
    async remove() {
      await removeSealedSecret(db, place)
    },
  }
}

/**
 * Stores tokens in Stripe's secret store, in the person's scope. It has no conditional write: of two replicas that renew tokens at the
 * same time, the later one wins. https://docs.stripe.com/stripe-apps/store-secrets
 */
export function stripeTokenStore(stripe: Stripe, name: string, userId: string): TokenStore {
  const scope = { type: 'user', user: userId } as const
  return {
    async find() {
      try {
        // Without the expansion the payload is absent.
        const { payload } = await stripe.apps.secrets.find({ name, scope, expand: ['payload'] })
        return payload ? { tokens: tokensSchema.parse(JSON.parse(payload)), version: payload } : undefined
      } catch (error) {
        if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined
        throw error
      }
    },
    async put(tokens) {
      await stripe.apps.secrets.create({ name, scope, payload: JSON.stringify(tokens) })
      return true
    },
    async remove() {
      await stripe.apps.secrets.deleteWhere({ name, scope })
    },
  }
}
