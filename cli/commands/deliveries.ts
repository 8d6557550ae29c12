// tillside deliveries: what was sent to in-house endpoints, and sending it again. Works beside a running gateway: it only puts
// rows back into the queue, and whoever looks for due deliveries sends them.

import { selfTenantId as tenantId } from '#auth/principal.ts'
import { replayDelivery, replayRange, type EndedState, type Replayed } from '#relay/replay.ts'
import { countDeliveries, listDeliveries, type DeliveryRow, type DeliveryState } from '#store/deliveries.ts'
import { findEndpoint } from '#store/endpoints.ts'
import type { Database } from '#store/schema.ts'
import { WrongCallError } from '../explain.ts'
import { createProgress, type Screen } from './trigger-progress.ts'
import { withDatabase } from './with-database.ts'

export type ListDeliveriesOptions = {
  endpoint?: string
  state?: DeliveryState
  json?: boolean
  limit: number
}

export async function listDeliveriesCommand(options: ListDeliveriesOptions): Promise<void> {
  const { endpoint, state, json = false, limit } = options
  const filter = {
    tenantId,
    ...(endpoint === undefined ? {} : { endpointId: endpoint }),
    ...(state === undefined ? {} : { states: [state] }),
  }
  const deliveries = await withDatabase(process.env, ({ db }) => listDeliveries(db, filter, limit))
  for (const delivery of deliveries) console.log(json ? JSON.stringify(toJson(delivery)) : lineOf(delivery))
  if (deliveries.length === 0 && !json) console.log('There are no such deliveries.')
}

const iso = (ms: number) => new Date(ms).toISOString()

const toJson = (delivery: DeliveryRow) => ({
  id: delivery.id,
  endpoint: delivery.endpointId,
  event: delivery.eventId,
  type: delivery.type,
  account: delivery.accountId,
  livemode: delivery.mode === 'live',
  state: delivery.state,
  attempts: delivery.attempts,
  error: delivery.error,
  createdAt: iso(delivery.createdAtMs),
  nextAttemptAt: delivery.state === 'waiting' ? iso(delivery.nextAttemptAtMs) : undefined,
})

const lineOf = (delivery: DeliveryRow): string =>
  [
    delivery.id,
    iso(delivery.createdAtMs),
    delivery.endpointId,
    `${delivery.type} ${delivery.eventId}`,
    [delivery.state, ...(delivery.error === undefined ? [] : [`(${delivery.error})`])].join(' '),
    `${delivery.attempts} ${delivery.attempts === 1 ? 'attempt' : 'attempts'}`,
  ].join('  ')

export type RetryOptions = {
  endpoint?: string
  from?: number
  to?: number
  state: EndedState
  json?: boolean
}

/** Whether all that was asked for is in the queue again. */
export async function retryDeliveries(
  ids: readonly string[],
  options: RetryOptions,
  screen: Screen,
): Promise<boolean> {
  const { endpoint, from } = options
  if (ids.length > 0) {
    if (endpoint !== undefined) throw new WrongCallError('Write ids, or --endpoint and --from, not both.')
    return withDatabase(process.env, ({ db }) => retryEach(db, ids, options))
  }
  if (endpoint === undefined || from === undefined)
    throw new WrongCallError('Write the ids of deliveries, or --endpoint and --from.')
  const span = {
    endpointId: endpoint,
    fromMs: from,
    ...(options.to === undefined ? {} : { toMs: options.to }),
  }
  return withDatabase(process.env, ({ db }) => retrySpan(db, span, { ...options, screen }))
}

const reasons: Readonly<Record<Extract<Replayed, { ok: false }>['reason'], string>> = {
  not_found: 'there is no such delivery',
  not_ended: 'it has not ended yet',
  endpoint_disabled: 'its endpoint is disabled; tillside endpoints enable <id>',
}

async function retryEach(
  db: Database,
  ids: readonly string[],
  { json = false }: RetryOptions,
): Promise<boolean> {
  let isEvery = true
  for (const id of ids) {
    const replayed = await replayDelivery(db, { tenantId, id }, Date.now())
    isEvery &&= replayed.ok
    if (json) console.log(JSON.stringify({ id, ...replayed }))
    else if (replayed.ok) console.log(`${id} is sent again.`)
    else console.error(`${id}: ${reasons[replayed.reason]}.`)
  }
  return isEvery
}

async function retrySpan(
  db: Database,
  span: { endpointId: string; fromMs: number; toMs?: number },
  { state, json = false, screen }: RetryOptions & { screen: Screen },
): Promise<boolean> {
  const { endpointId } = span
  const endpoint = await findEndpoint(db, { tenantId, id: endpointId })
  if (endpoint?.state !== 'enabled') {
    console.error(
      endpoint
        ? `${endpointId} is disabled; tillside endpoints enable ${endpointId}`
        : `Nothing was ever sent to ${endpointId}.`,
    )
    return false
  }
  const range = { tenantId, ...span, states: [state] }
  const progress = createProgress(screen, await countDeliveries(db, range))
  let count = 0
  try {
    for await (const replayed of replayRange(db, range, () => Date.now())) {
      count += replayed
      for (let i = 0; i < replayed; i++) progress.step(false)
    }
  } finally {
    progress.end()
  }
  console.log(json ? JSON.stringify({ endpoint: endpointId, deliveries: count }) : `${count} are sent again.`)
  return true
}
