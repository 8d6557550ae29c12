// PKCE for the extension, as in the Dashboard: creates verifier and challenge, keeps the verifier while the person signs in
// elsewhere, and returns it once with the code. https://docs.stripe.com/stripe-apps/pkce-oauth-flow

import { createHash, randomBytes } from 'node:crypto'

type Pending = { verifier: string; place: Record<string, unknown> }

const pendingMax = 100

export type OAuthStates = {
  /** `place` is the page's view, which opens again when the person returns. */
  create(state: string, place: Record<string, unknown>): { state: string; challenge: string }
  /** Returns an entry once; undefined the second time, or for an unknown state. */
  take(state: string): Pending | undefined
}

export function createOAuthStates(): OAuthStates {
  const pending = new Map<string, Pending>()
  return {
    create(given, place) {
      const state = given === '' ? randomBytes(16).toString('base64url') : given
      const verifier = randomBytes(48).toString('base64url')
      pending.delete(state)
      pending.set(state, { verifier, place })
      const [oldest] = pending.keys()
      if (pending.size > pendingMax && oldest !== undefined) pending.delete(oldest)
      return { state, challenge: createHash('sha256').update(verifier).digest('base64url') }
    },
    take(state) {
      const found = pending.get(state)
      pending.delete(state)
      return found
    },
  }
}
