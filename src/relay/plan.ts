// Which endpoints an event is for, written down as deliveries. Sending comes later, and does not hold up the event.

import type { EndpointDefinition } from '#definitions/durable.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { insertDeliveries } from '#store/deliveries.ts'
import { ensureEndpoints, listEndpoints } from '#store/endpoints.ts'
import type { Database } from '#store/schema.ts'

export type Planning = {
  tenantId: string
  /** Ours, of the inbox. */
  eventRowId: string
  type: string
  mode: 'live' | 'test'
  /** Those of the configuration. */
  endpoints: readonly EndpointDefinition[]
  nowMs: number
  newId: () => string
}

export const disabledCode = 'endpoint_disabled'

/** Whether the endpoint is sent events like this one. */
const isFor = ({ type, mode }: Planning, { events, modes }: EndpointDefinition): boolean =>
  (modes?.includes(mode) ?? true) && matchesAnyEvent(events, type)

/**
 * Inside of a transaction; a second time it adds nothing. What is meant for a disabled endpoint is written down as dead, so that
 * it can be replayed once the endpoint is enabled again. How many deliveries were added.
 */
export async function planDeliveries(transaction: Database, planning: Planning): Promise<number> {
  const { tenantId, eventRowId, nowMs, newId } = planning
  const wanting = planning.endpoints.filter((endpoint) => isFor(planning, endpoint))
  if (wanting.length === 0) return 0
  await ensureEndpoints(transaction, tenantId, wanting, nowMs)
  const disabled = (await listEndpoints(transaction, tenantId))
    .filter(({ state }) => state === 'disabled')
    .map(({ id }) => id)
  const deliveries = wanting.map(({ id: endpointId }) => ({
    id: newId(),
    endpointId,
    ...(disabled.includes(endpointId) ? { dead: disabledCode } : {}),
  }))
  return insertDeliveries(transaction, { tenantId, eventRowId, nowMs }, deliveries)
}
