// Sign-in to third-party services: issue a state, exchange a code once, store and renew tokens, sign out.
// https://docs.stripe.com/stripe-apps/pkce-oauth-flow

import type { Mode, StripeAccount } from '#contract/billing.ts'
import type { OauthState } from '#contract/signed.ts'
import type { SignInDefinition } from '#definitions/define.ts'
import { GatewayError } from '#errors.ts'
import { sha256Hex, toHex } from '#hex.ts'
import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import { addSignInState, takeSignInState } from '#store/sign-in-states.ts'
import { createFlights } from '#stripe/api/flights.ts'
import { fetchAccount, fetchTokens, revokeToken, type Tokens } from './fetch-tokens.ts'
import type { StoredTokens, TokenStore } from './token-store.ts'

/** The owner of a sign-in: a person of an account, in one mode. */
export type SignInOwner = {
  tenantId: string
  accountId: string
  mode: Mode
  userId: string
  /** The account whose key is used, and the connected account it acts for. */
  account: StripeAccount
  connected?: string
}

export type SignInDeps = {
  definitions: () => readonly SignInDefinition[]
  db: Database
  ports: Ports
  storeOf: (definition: SignInDefinition, owner: SignInOwner) => TokenStore
}

export interface SignIns {
  start(service: string, owner: SignInOwner): Promise<OauthState>
  exchange(
    request: { service: string; code: string; verifier: string; state: string },
    owner: SignInOwner,
  ): Promise<OauthState>
  status(service: string, owner: SignInOwner): Promise<OauthState>
  signOut(service: string, owner: SignInOwner): Promise<OauthState>
}

const stateMs = 10 * 60_000
/** Tokens are renewed this long before they expire. */
const renewBeforeMs = 60_000

const signedOut = (service: string): OauthState => ({ service, state: 'signed_out' })
const signedIn = (service: string, { account, sinceMs }: Tokens): OauthState => ({
  service,
  state: 'signed_in',
  since: new Date(sinceMs).toISOString(),
  ...(account === undefined ? {} : { account }),
})

/** The address without the PKCE challenge, which the app adds. */
function authorizeUrl(definition: SignInDefinition, state: string, mode: Mode): string {
  const url = new URL(definition.authorizeUrl)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', definition.clientId)
  url.searchParams.set('redirect_uri', definition.redirectUrls[mode])
  url.searchParams.set('scope', definition.scopes.join(' '))
  url.searchParams.set('state', state)
  url.searchParams.set('code_challenge_method', 'S256')
  return url.href
}

export function createSignIns(deps: SignInDeps): SignIns {
  const { definitions, db, ports, storeOf } = deps
  /** One renewal at a time for each owner, because a refresh token may be used only once. */
  const renewals = createFlights<StoredTokens | undefined>(ports.invocation)

  const find = (service: string): SignInDefinition => {
    const definition = definitions().find(({ id }) => id === service)
    if (!definition) throw new GatewayError('not_found', { detail: 'There is no such service.' })
    return definition
  }

  const renew = async (
    definition: SignInDefinition,
    store: TokenStore,
    stored: StoredTokens,
  ): Promise<StoredTokens | undefined> => {
    const { refresh, account, sinceMs } = stored.tokens
    if (refresh === undefined) return undefined
    const response = await fetchTokens(
      { grant_type: 'refresh_token', refresh_token: refresh },
      { definition, ports },
    )
    if (!response.ok) {
      // Refused: another replica may have been faster and stored the next tokens.
      const now = await store.find()
      return now && now.version !== stored.version ? now : undefined
    }
    const tokens: Tokens = {
      refresh,
      ...response.value,
      sinceMs,
      ...(account === undefined ? {} : { account }),
    }
    // Stored before use, because losing a rotated refresh token would end the sign-in.
    await store.put(tokens, stored.version)
    return store.find()
  }

  const current = async (definition: SignInDefinition, owner: SignInOwner) => {
    const store = storeOf(definition, owner)
    const stored = await store.find()
    if (!stored) return { store }
    const { expiresAtMs = Number.POSITIVE_INFINITY } = stored.tokens
    if (expiresAtMs - ports.now() > renewBeforeMs) return { store, stored }
    const key = JSON.stringify([definition.id, owner.tenantId, owner.accountId, owner.mode, owner.userId])
    const renewed = await renewals.join(key, undefined, () => renew(definition, store, stored))
    return renewed ? { store, stored: renewed } : { store, expired: stored }
  }

  return {
    async start(service, owner) {
      const definition = find(service)
      const state = toHex(ports.randomBytes(32))
      const { tenantId, accountId, mode, userId } = owner
      await addSignInState(
        db,
        {
          tenantId,
          accountId,
          mode,
          owner: userId,
          service,
          stateHash: await sha256Hex(state),
          expiresAtMs: ports.now() + stateMs,
        },
        ports.now(),
      )
      return { ...signedOut(service), start: { state, authorizeUrl: authorizeUrl(definition, state, mode) } }
    },

    async exchange({ service, code, verifier, state }, owner) {
      const definition = find(service)
      const { tenantId, accountId, mode, userId } = owner
      const place = { tenantId, accountId, mode, owner: userId, service, stateHash: await sha256Hex(state) }
      if (!(await takeSignInState(db, place, ports.now()))) {
        throw new GatewayError('bad_request', {
          detail: 'This sign-in was not started here, was already used, or took too long. Start again.',
        })
      }
      const deps = { definition, ports }
      const response = await fetchTokens(
        {
          grant_type: 'authorization_code',
          code,
          code_verifier: verifier,
          redirect_uri: definition.redirectUrls[mode],
        },
        deps,
      )
      if (!response.ok)
        throw new GatewayError('bad_request', { detail: 'The other service refused the code. Start again.' })
      const account = await fetchAccount(response.value.access, deps).catch(() => undefined)
      const tokens: Tokens = { ...response.value, ...(account === undefined ? {} : { account }) }
      await storeOf(definition, owner).put(tokens)
      return signedIn(service, tokens)
    },

    async status(service, owner) {
      const { stored, expired } = await current(find(service), owner)
      if (stored) return signedIn(service, stored.tokens)
      if (!expired) return signedOut(service)
      return { ...signedIn(service, expired.tokens), state: 'expired' }
    },

    async signOut(service, owner) {
      const definition = find(service)
      const store = storeOf(definition, owner)
      const stored = await store.find()
      // Removed first, so that the gateway has no token any more, whatever the service responds.
      await store.remove()
      if (stored) await revokeToken(stored.tokens.refresh ?? stored.tokens.access, { definition, ports })
      return signedOut(service)
    },
  }
}
