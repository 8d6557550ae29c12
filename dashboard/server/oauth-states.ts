// PKCE for the extension, as the Dashboard does it: it makes verifier and challenge, keeps the verifier while the person is
// away, and gives it back once with the code. https://docs.stripe.com/stripe-apps/pkce-oauth-flow

import { createHash, randomBytes } from 'node:crypto'

type Kept = { verifier: string; place: Record<string, unknown> }

const keptMax = 100

export type OAuthStates = {
  /** `place` is where the page stood: it opens the same view when the person is back. */
  create(state: string, place: Record<string, unknown>): { state: string; challenge: string }
  /** Once; a second time, or for a state of nobody, there is nothing. */
  take(state: string): Kept | undefined
}

export function createOAuthStates(): OAuthStates {
  const kept = new Map<string, Kept>()
  return {
    create(given, place) {
      const state = given === '' ? randomBytes(16).toString('base64url') : given
      const verifier = randomBytes(48).toString('base64url')
      kept.delete(state)
      kept.set(state, { verifier, place })
      const [oldest] = kept.keys()
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest)
      return { state, challenge: createHash('sha256').update(verifier).digest('base64url') }
    },
    take(state) {
      const found = kept.get(state)
      kept.delete(state)
      return found
    },
  }
}
