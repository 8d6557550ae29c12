// The Stripe App came into an account, or left it, as Stripe's events say: known in the transaction that stores the event, so
// that nothing is done for an account any more once its event is acknowledged.
// https://docs.stripe.com/stripe-apps/events

import type { Config } from '#config.ts'
import { enqueue } from '#jobs/enqueue.ts'
import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { releaseSetAside } from '#store/events.ts'
import { setInstallation, type InstallationState } from '#store/installations.ts'
import type { Database } from '#store/schema.ts'
import { removeSecretsOfAccount } from '#store/sealed-secrets.ts'
import type { ReadEvent } from './read-event.ts'

export const eraseTask = 'erase_account'

/** What an account's data is erased by, once it has been without the app for long enough. */
export type EraseWork = { accountId: string; mode: 'live' | 'test'; removedAtMs: number }

const dayMs = 86_400_000

const states: Readonly<Record<string, InstallationState>> = {
  'account.application.authorized': 'installed',
  'account.application.deauthorized': 'removed',
}

/** Whether this event changes what accounts the app is in. */
export const isLifecycle = ({ type, accountId }: Pick<ReadEvent, 'type' | 'accountId'>): boolean =>
  accountId !== undefined && type in states

export type InstallationMeans = { ports: Ports; config: Pick<Config, 'uninstalledKeptDays'> }

/** Events arrive in any order: an older one changes nothing. Live and test are two installations. */
export async function applyLifecycle(
  transaction: Database,
  { ports, config }: InstallationMeans,
  { tenantId, event }: { tenantId: string; event: ReadEvent },
): Promise<void> {
  const { accountId, mode, occurredAtMs } = event
  const state = states[event.type]
  if (accountId === undefined || state === undefined) return
  const installation = { tenantId, accountId, mode, state, changedAtMs: occurredAtMs }
  if (!(await setInstallation(transaction, installation))) return
  const nowMs = ports.now()
  if (state === 'installed') {
    await releaseSetAside(transaction, { tenantId }, nowMs)
  } else {
    await removeSecretsOfAccount(transaction, { tenantId, accountId, mode })
    const payload: EraseWork = { accountId, mode, removedAtMs: occurredAtMs }
    const dueAtMs = nowMs + config.uninstalledKeptDays * dayMs
    await enqueue(transaction, ports, { tenantId, task: eraseTask, payload, dueAtMs })
  }
  await recordAudit(transaction, {
    id: createAuditId(ports),
    tenantId,
    atMs: nowMs,
    actor: 'stripe',
    action: state === 'installed' ? 'app.installed' : 'app.removed',
    target: accountId,
    detail: { mode, event: event.eventId },
  })
}
