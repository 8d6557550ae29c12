// Decides whether events of a connected account are worked on. Events that arrive before Stripe has said which accounts the tenant's
// own keys belong to are set aside until it has.

import type { Config } from '#config.ts'
import type { Mode } from '#contract/billing.ts'
import { enqueue } from '#jobs/enqueue.ts'
import { paced } from '#jobs/pages.ts'
import { AttemptFailed, type Task } from '#jobs/task.ts'
import type { Ports } from '#ports.ts'
import { findInstallation } from '#store/installations.ts'
import { hasWaitingJob } from '#store/jobs.ts'
import type { Database } from '#store/schema.ts'
import { adoptEvents, findUnsettled, settleEvents } from '#store/unsettled-events.ts'
import type { OwnAccounts } from '#tenants/own-accounts.ts'

export type AccountsDeps = {
  db: Database
  config: Pick<Config, 'stripeAppAccounts'>
  ownAccounts: OwnAccounts
}

type Of = { tenantId: string; accountId: string; mode: Mode }

/** The code of events that are set aside until Stripe says which accounts the own keys belong to. */
export const unsettledCode = 'own_account_unknown'
export const settleTask = 'settle_accounts'

const pageRows = 50
const settleAgainMs = 30_000

/** Returns why events of this connected account are not worked on; `undefined` when they are. */
export async function whyNot(
  { db, config }: Pick<AccountsDeps, 'db' | 'config'>,
  of: Of,
): Promise<'unknown_account' | 'not_installed' | undefined> {
  const state = await findInstallation(db, of)
  if (state === 'removed') return 'not_installed'
  return state === 'installed' || config.stripeAppAccounts.includes(of.accountId)
    ? undefined
    : 'unknown_account'
}

/** Enqueues the settling, in the transaction that sets an event aside. A job that waits already serves this event too. */
export async function enqueueSettling(transaction: Database, ports: Ports, tenantId: string): Promise<void> {
  const task = settleTask
  if (await hasWaitingJob(transaction, { tenantId, task })) return
  await enqueue(transaction, ports, { tenantId, task, payload: null })
}

/** Asks Stripe until it has said which accounts the own keys belong to, then settles the events that were set aside for that. */
export const createSettleTask = (deps: AccountsDeps & { ports: Ports; tenantId: string }): Task => ({
  horizonMs: Infinity,
  attemptMs: 10 * 60_000,
  retryDelayMs: () => settleAgainMs,
  run: ({ signal }) => settleAll(deps, signal),
})

async function settleAll(
  deps: AccountsDeps & { ports: Ports; tenantId: string },
  signal: AbortSignal,
): Promise<number> {
  const { db, ports, tenantId, ownAccounts } = deps
  let settled = 0
  while (!signal.aborted) {
    const next = await findUnsettled(db, { tenantId, code: unsettledCode })
    if (!next) break
    const found = await ownAccounts.find(next.accountId, next.mode)
    if (found === 'unknown') throw new AttemptFailed('stripe_unanswered')
    const page = { ...next, tenantId, code: unsettledCode, limit: pageRows }
    const settlePage = async () =>
      found === 'other'
        ? settleEvents(db, { ...page, why: await whyNot(deps, page) }, ports.now())
        : adoptEvents(db, { ...page, accountName: found.name ?? '' }, ports.now())
    settled += await paced(ports, settlePage, signal)
  }
  return settled
}
