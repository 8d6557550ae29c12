// The trial: 14 days without a card, once for each live Stripe account and each person ever. A row of ours, not Stripe's trial: nothing
// at Stripe blocks a second one without a card.

import type { Hasher } from '#ports.ts'
import type { Secret } from '#secret.ts'
import { claimTrials, holdPlan, markTrial, type TrialClaim } from '#store/plans.ts'
import type { Database } from '#store/schema.ts'
import { scheduleLook } from './moments.ts'
import { trialMs } from './plan-state.ts'

export type TrialDeps = {
  hasher: Hasher
  /** Keys the hashes. Whoever has the database alone cannot find out which addresses are in it. */
  secret: Secret
}

export type TrialRequest = {
  tenantId: string
  /** `acct_…`, read with the key, never as somebody wrote it. */
  accountId: string
  /** The verified address of whoever connects the account. */
  email: string
  nowMs: number
}

export type BegunTrial =
  { begun: true; endsAtMs: number; isNew: boolean } | { begun: false; by: 'account' | 'person' }

/**
 * Begins the trial, in the transaction that connects the account. Called for each live account that is connected: a company whose
 * trial was begun or refused keeps that, and its further accounts count as having had theirs. Of two sign-ups at the same time the
 * unique hashes let one through; the other waits for its commit and is refused.
 */
export async function beginTrial(
  transaction: Database,
  { tenantId, accountId, email, nowMs }: TrialRequest,
  deps: TrialDeps,
): Promise<BegunTrial> {
  const claims: TrialClaim[] = [
    { kind: 'account', hash: await hashOf(deps, 'account', accountId) },
    { kind: 'person', hash: await hashOf(deps, 'person', normalizeEmail(email)) },
  ]
  const { trial } = await holdPlan(transaction, tenantId, nowMs)
  if (trial.state === 'begun') {
    await claimTrials(transaction, { tenantId, claims: claims.slice(0, 1), nowMs })
    return { begun: true, endsAtMs: trial.endsAtMs, isNew: false }
  }
  if (trial.state === 'refused') return { begun: false, by: trial.by }
  const taken = await claimTrials(transaction, { tenantId, claims, nowMs })
  const endsAtMs = nowMs + trialMs
  await markTrial(transaction, {
    tenantId,
    nowMs,
    ...(taken === undefined ? { endsAtMs } : { refusedBy: taken }),
  })
  await scheduleLook(transaction, tenantId, nowMs)
  return taken === undefined ? { begun: true, endsAtMs, isNew: true } : { begun: false, by: taken }
}

// The kind is part of what is hashed, so that no address is ever taken for an account.
const hashOf = async ({ hasher, secret }: TrialDeps, kind: string, text: string): Promise<string> =>
  hasher.hmacSha256(secret.reveal(), `trial ${kind} ${text}`)

/** Domains where dots in the name mean nothing. */
const dotless = new Set(['gmail.com', 'googlemail.com'])

/** One form for the addresses of one mailbox: without case, without what follows a plus. */
function normalizeEmail(email: string): string {
  const text = email.normalize('NFKC').trim().toLowerCase()
  const at = text.lastIndexOf('@')
  if (at < 0) return text
  const domain = text.slice(at + 1)
  const [name = ''] = text.slice(0, at).split('+')
  return dotless.has(domain) ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`
}
