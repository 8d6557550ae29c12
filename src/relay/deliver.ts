// Makes one attempt at one delivery: signs the event, posts it, judges the response. The response is noted for people who look into it.

import type { TillsideConfig } from '#definitions/define.ts'
import type { EndpointDefinition } from '#definitions/durable.ts'
import { AttemptFailed, type JobContext, type Task } from '#jobs/task.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { findDelivery } from '#store/deliveries.ts'
import { findEndpoint, type EndpointRow } from '#store/endpoints.ts'
import { findEvent } from '#store/events.ts'
import type { Database } from '#store/schema.ts'
import { composeBody } from './delivery-body.ts'
import { describeHealth, disable, noteFailure, noteRefusal, noteSuccess } from './endpoint-health.ts'
import type { FetchOutside, OutsideResponse } from '#outside/fetch-outside.ts'
import { disabledCode } from './plan.ts'
import { parseRetryAfter } from '#outside/retry-after.ts'
import { retryDelayMs } from './retry-schedule.ts'
import { signPost } from '#outside/sign.ts'

export type DeliverDeps = {
  db: Database
  ports: Ports
  metrics: Metrics
  fetchOutside: FetchOutside
  /** The configuration as it is now. */
  definitions: () => Pick<TillsideConfig, 'endpoints'>
}

export const goneFromConfigCode = 'endpoint_gone_from_config'

const timeoutMsDefault = 15_000
const excerptCharactersMax = 512
/** Responses whose `Retry-After` counts. */
const hasRetryAfter = [429, 502, 503, 504]
const total = 'tillside_deliveries_total'
const seconds = 'tillside_delivery_seconds'

/** For the worker of the queue `deliveries`. */
export function createDeliveryTask(deps: DeliverDeps): Task {
  const { metrics } = deps
  metrics.describe(total, 'Attempts at deliveries, by endpoint and outcome.')
  metrics.describe(seconds, 'How long endpoints took to answer.')
  describeHealth(metrics)
  return {
    retryDelayMs,
    // The retry schedule ends it. A gateway that was off for days still sends: receivers recognise a repetition by its id.
    horizonMs: Infinity,
    async run(context) {
      const delivery = await prepare(deps, context)
      if (!delivery) return
      const response = await send(deps, context, delivery)
      await judge(deps, context, { ...delivery, response })
    },
  }
}

type PreparedDelivery = { definition: EndpointDefinition; endpoint: EndpointRow; body: string }

const final = (code: string) => new AttemptFailed(code, { isFinal: true })

/** Loads what is to be sent; `undefined` when the delivery is gone. */
async function prepare(deps: DeliverDeps, context: JobContext): Promise<PreparedDelivery | undefined> {
  const { db, definitions } = deps
  const { tenantId, id } = context
  const delivery = await findDelivery(db, { tenantId, id })
  if (!delivery) return undefined
  const definition = definitions().endpoints.find(({ id: known }) => known === delivery.endpointId)
  if (!definition) throw final(goneFromConfigCode)
  const endpoint = await findEndpoint(db, { tenantId, id: definition.id })
  if (endpoint?.state !== 'enabled') throw final(disabledCode)
  const event = await findEvent(db, { tenantId, id: delivery.eventRowId })
  if (!event || event.payload === '') throw final('event_erased')
  const body = composeBody(event)
  if (body === undefined) throw final('event_too_large')
  return { definition, endpoint, body }
}

async function send(
  { ports, metrics, fetchOutside }: DeliverDeps,
  context: JobContext,
  { definition, body }: PreparedDelivery,
): Promise<OutsideResponse> {
  const { id: endpoint, url, insecure = false, secrets, timeoutMs = timeoutMsDefault } = definition
  const beganMs = ports.now()
  const signed = signPost({ id: context.id, atMs: beganMs, body }, secrets)
  const response = await fetchOutside({
    url,
    insecure,
    headers: { 'content-type': 'application/json', ...signed },
    body,
    timeoutMs,
    signal: context.signal,
  })
  const tookMs = ports.now() - beganMs
  context.note(
    response.ok
      ? { status: response.status, excerpt: excerptOf(response.text), tookMs }
      : { code: response.code, tookMs },
  )
  metrics.count(total, { endpoint, outcome: isAccepted(response) ? 'delivered' : 'failed' })
  metrics.observe(seconds, { endpoint }, tookMs / 1000)
  return response
}

const isAccepted = (response: OutsideResponse) =>
  response.ok && response.status >= 200 && response.status < 300

/** The endpoint refuses this event, and may still accept others. */
const isRefusal = (status: number) => status >= 400 && status < 500 && status !== 429

/** Shortens a text that others wrote, without characters that move a cursor or change the direction of writing. */
const excerptOf = (text: string): string =>
  text
    .slice(0, 4 * excerptCharactersMax)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, excerptCharactersMax)

async function judge(
  deps: DeliverDeps,
  { tenantId, attempt }: JobContext,
  { endpoint, response }: PreparedDelivery & { response: OutsideResponse },
): Promise<void> {
  const of = { tenantId, id: endpoint.id }
  if (isAccepted(response)) return noteSuccess(deps, of, endpoint)
  const isFirst = attempt === 1
  if (!response.ok) {
    await noteFailure(deps, of, { isFirst })
    throw new AttemptFailed(response.code)
  }
  const { status, retryAfter } = response
  const code = `status_${status}`
  if (status === 410) {
    await disable(deps, of, 'gone')
    throw final(code)
  }
  if (isRefusal(status)) await noteRefusal(deps, of, endpoint)
  else await noteFailure(deps, of, { isFirst })
  const wanted = hasRetryAfter.includes(status) ? retryAfter : undefined
  throw new AttemptFailed(code, { retryAfterMs: parseRetryAfter(wanted, deps.ports.now()) })
}
