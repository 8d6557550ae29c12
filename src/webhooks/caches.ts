// Drops what this process caches about something that has changed, so that the next person who looks sees the change: the object of
// an event, or the account that an action ran in, whichever process stored the event or ran the action.

import type { PanelLoader } from '#extensions/panels/load.ts'
import { followFinishedActions } from '#store/finished-actions.ts'
import type { FollowPorts } from '#store/follow.ts'
import { followEvents } from '#store/recent-events.ts'
import type { Database } from '#store/schema.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { ReadEvent } from './read-event.ts'

/** What an event is about. */
export type EventSubject = Pick<ReadEvent, 'type' | 'mode' | 'accountId' | 'objectId' | 'customerId'>

export type CacheDeps = {
  tenant: Pick<Tenant, 'accounts'>
  panels: Pick<PanelLoader, 'invalidate'>
  context: Pick<StripeContext, 'changed'>
}

type KeepDeps = CacheDeps & { db: Database; ports: FollowPorts; tenantId: string }

export function invalidateCaches({ tenant, panels, context }: CacheDeps, event: EventSubject): void {
  const { type, mode, accountId, customerId } = event
  for (const { account } of tenant.accounts) {
    if (account.mode !== mode) continue
    const connected = accountId === undefined ? {} : { connected: accountId }
    panels.invalidate(type, { key: account.key, ...connected })
  }
  if (accountId === undefined)
    context.changed({ type, mode, ...(customerId === undefined ? {} : { customerId }) })
}

/** Does the same for what happens in other processes, until `signal` aborts. */
export async function keepCachesFresh(deps: KeepDeps, signal: AbortSignal): Promise<void> {
  await Promise.all([heedEvents(deps, signal), heedActions(deps, signal)])
}

async function heedEvents(deps: KeepDeps, signal: AbortSignal): Promise<void> {
  for await (const event of followEvents(deps, signal)) invalidateCaches(deps, event)
}

/** Panels say `invalidatedBy: ['action.<id>']`. */
async function heedActions(deps: KeepDeps, signal: AbortSignal): Promise<void> {
  for await (const { action, account, connected, state } of followFinishedActions(deps, signal))
    if (state !== 'refused')
      deps.panels.invalidate(`action.${action}`, {
        key: account,
        ...(connected === undefined ? {} : { connected }),
      })
}
