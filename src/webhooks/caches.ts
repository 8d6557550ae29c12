// Invalidates what this process keeps in memory about the object of an event, so that the next person who looks sees the change.

import type { PanelLoader } from '#extensions/panels/load.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { followEvents, type FollowDeps } from './follow-events.ts'
import type { ReadEvent } from './read-event.ts'

/** What an event is about. */
export type EventSubject = Pick<ReadEvent, 'type' | 'mode' | 'accountId' | 'objectId' | 'customerId'>

export type CacheDeps = {
  tenant: Pick<Tenant, 'accounts'>
  panels: Pick<PanelLoader, 'invalidate'>
  context: Pick<StripeContext, 'changed'>
}

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

/** Does the same for events that other replicas store, until `signal` aborts. */
export async function keepCachesFresh(deps: CacheDeps & FollowDeps, signal: AbortSignal): Promise<void> {
  for await (const event of followEvents(deps, signal)) invalidateCaches(deps, event)
}
