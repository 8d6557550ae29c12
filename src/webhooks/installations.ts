// Records that the Stripe App was installed in an account or removed from it, as Stripe's events say. It happens in the transaction
// that stores the event, so that nothing is done for an account any more once its removal is acknowledged.
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
/** Releases the remaining events of an account that had too many set aside for the transaction of its installation. */
export const releaseTask = 'release_set_aside'
const releasedAtOnce = 50

/** The payload of the job that erases an account's data, once the account has been without the app for long enough. */
export type EraseWork = { accountId: string; mode: 'live' | 'test'; removedAtMs: number }

const dayMs = 86_400_000

const states: Readonly<Record<string, InstallationState>> = {
  'account.application.authorized': 'installed',
  'account.application.deauthorized': 'removed',
}

/** Whether this event says that the app was installed or removed. */
export const isLifecycle = ({ type, accountId }: Pick<ReadEvent, 'type' | 'accountId'>): boolean =>
  accountId !== undefined && type in states

export type InstallationDeps = { ports: Ports; config: Pick<Config, 'uninstalledKeptDays'> }

/** Applies such an event. Events arrive in any order, so an older one changes nothing. Live and test are two installations. */
export async function applyLifecycle(
  transaction: Database,
  { ports, config }: InstallationDeps,
  { tenantId, event }: { tenantId: string; event: ReadEvent },
): Promise<void> {
  const { accountId, mode, occurredAtMs } = event
  const state = states[event.type]
  if (accountId === undefined || state === undefined) return
  const installation = { tenantId, accountId, mode, state, changedAtMs: occurredAtMs }
  if (!(await setInstallation(transaction, installation))) return
  const nowMs = ports.now()
  if (state === 'installed') {
    const released = await releaseSetAside(transaction, { tenantId, limit: releasedAtOnce }, nowMs)
    if (released === releasedAtOnce)
      await enqueue(transaction, ports, { tenantId, task: releaseTask, payload: null })
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
