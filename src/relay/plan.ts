// Writes down which endpoints an event is for, as deliveries. They are sent later, so the event does not wait for them.

import type { EndpointDefinition } from '#definitions/durable.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { createOrderedId } from '#jobs/ordered-id.ts'
import type { Ports } from '#ports.ts'
import { insertDeliveries } from '#store/deliveries.ts'
import { ensureEndpoints, listEndpoints } from '#store/endpoints.ts'
import type { EventRow } from '#store/events.ts'
import type { Database } from '#store/schema.ts'

export type PlannedEvent = Pick<EventRow, 'id' | 'tenantId' | 'type' | 'mode'>

export const disabledCode = 'endpoint_disabled'

/** Whether the endpoint is sent events like this one. */
const isFor = ({ type, mode }: PlannedEvent, { events, modes }: EndpointDefinition): boolean =>
  (modes?.includes(mode) ?? true) && matchesAnyEvent(events, type)

/**
 * Adds a delivery for each endpoint that wants the event, inside the caller's transaction, and returns how many it added: none
 * the second time. A delivery to a disabled endpoint is added as dead, so that it can be replayed once the endpoint is enabled
 * again.
 */
export async function planDeliveries(
  transaction: Database,
  event: PlannedEvent,
  {
    endpoints,
    ports,
  }: { endpoints: readonly EndpointDefinition[]; ports: Pick<Ports, 'now' | 'randomBytes'> },
): Promise<number> {
  const { id: eventRowId, tenantId } = event
  const wanting = endpoints.filter((endpoint) => isFor(event, endpoint))
  if (wanting.length === 0) return 0
  const nowMs = ports.now()
  await ensureEndpoints(transaction, tenantId, wanting, nowMs)
  const disabled = (await listEndpoints(transaction, tenantId))
    .filter(({ state }) => state === 'disabled')
    .map(({ id }) => id)
  const deliveries = wanting.map(({ id: endpointId }) => ({
    id: createOrderedId(ports, 'dlv'),
    endpointId,
    ...(disabled.includes(endpointId) ? { dead: disabledCode } : {}),
  }))
  return insertDeliveries(transaction, { tenantId, eventRowId, nowMs }, deliveries)
}
