// One attempt at one delivery: sign the event, post it, judge the answer. What the endpoint said is noted for people who look.

import type { EndpointDefinition } from '#definitions/durable.ts'
import { AttemptFailed, type JobContext, type Task } from '#jobs/task.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { findDelivery } from '#store/deliveries.ts'
import { findEndpoint, type EndpointRow } from '#store/endpoints.ts'
import type { Database } from '#store/schema.ts'
import { composeBody, type RelayedEvent } from './delivery-body.ts'
import { describeHealth, disable, noteFailure, noteSuccess } from './endpoint-health.ts'
import type { FetchOutside, OutsideAnswer } from './fetch-outside.ts'
import { disabledCode } from './plan.ts'
import { parseRetryAfter } from './retry-after.ts'
import { retryDelayMs } from './retry-schedule.ts'
import { signDelivery } from './sign.ts'

export type DeliverMeans = {
  db: Database
  ports: Ports
  metrics: Metrics
  fetchOutside: FetchOutside
  /** Those of the configuration, as it is now. */
  endpoints: () => readonly EndpointDefinition[]
  findEvent: (where: { tenantId: string; id: string }) => Promise<RelayedEvent | undefined>
}

export const goneFromConfigCode = 'endpoint_gone_from_config'

const timeoutMsDefault = 15_000
const excerptCharactersMax = 512
/** Answers that say when to come back. */
const mayAskForPatience = [429, 502, 503, 504]
const total = 'tillside_deliveries_total'
const seconds = 'tillside_delivery_seconds'

/** For the worker of the queue `deliveries`. */
export function createDeliveryTask(means: DeliverMeans): Task {
  const { metrics } = means
  metrics.describe(total, 'Attempts at deliveries, by endpoint and outcome.')
  metrics.describe(seconds, 'How long endpoints took to answer.')
  describeHealth(metrics)
  return {
    retryDelayMs,
    // The schedule ends it. A gateway that was off for days sends what it still has: the id tells a second time from a first.
    horizonMs: Infinity,
    async run(context) {
      const sending = await prepare(means, context)
      if (!sending) return
      const answer = await send(means, context, sending)
      await judge(means, context, { ...sending, answer })
    },
  }
}

type Sending = { definition: EndpointDefinition; endpoint: EndpointRow; body: string }

const final = (code: string) => new AttemptFailed(code, { isFinal: true })

/** `undefined`: there is no such delivery any more. */
async function prepare(means: DeliverMeans, context: JobContext): Promise<Sending | undefined> {
  const { db, endpoints, findEvent } = means
  const { tenantId, id } = context
  const delivery = await findDelivery(db, { tenantId, id })
  if (!delivery) return undefined
  const definition = endpoints().find((one) => one.id === delivery.endpointId)
  if (!definition) throw final(goneFromConfigCode)
  const endpoint = await findEndpoint(db, { tenantId, id: definition.id })
  if (endpoint?.state !== 'enabled') throw final(disabledCode)
  const event = await findEvent({ tenantId, id: delivery.eventRowId })
  if (!event || event.payload === '') throw final('event_erased')
  const body = composeBody(event)
  if (body === undefined) throw final('event_too_large')
  return { definition, endpoint, body }
}

async function send(
  { ports, metrics, fetchOutside }: DeliverMeans,
  context: JobContext,
  { definition, body }: Sending,
): Promise<OutsideAnswer> {
  const { id: endpoint, url, insecure = false, secrets, timeoutMs = timeoutMsDefault } = definition
  const beganMs = ports.now()
  const signed = signDelivery({ id: context.id, atMs: beganMs, body }, secrets)
  const answer = await fetchOutside({
    url,
    insecure,
    headers: { 'content-type': 'application/json', ...signed },
    body,
    timeoutMs,
    signal: context.signal,
  })
  const tookMs = ports.now() - beganMs
  context.note(
    answer.ok
      ? { status: answer.status, excerpt: excerptOf(answer.text), tookMs }
      : { code: answer.code, tookMs },
  )
  metrics.count(total, { endpoint, outcome: isAccepted(answer) ? 'delivered' : 'failed' })
  metrics.observe(seconds, { endpoint }, tookMs / 1000)
  return answer
}

const isAccepted = (answer: OutsideAnswer) => answer.ok && answer.status >= 200 && answer.status < 300

/** Text of others: what moves a cursor or turns the direction of writing is not kept. */
const excerptOf = (text: string): string =>
  text
    .slice(0, 4 * excerptCharactersMax)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, excerptCharactersMax)

async function judge(
  means: DeliverMeans,
  { tenantId }: JobContext,
  { endpoint, answer }: Sending & { answer: OutsideAnswer },
): Promise<void> {
  const of = { tenantId, id: endpoint.id }
  if (isAccepted(answer)) return noteSuccess(means, of, endpoint)
  if (!answer.ok) {
    await noteFailure(means, of)
    throw new AttemptFailed(answer.code)
  }
  const { status, retryAfter } = answer
  const code = `status_${status}`
  if (status === 410) {
    await disable(means, of, 'gone')
    throw final(code)
  }
  await noteFailure(means, of)
  const asked = mayAskForPatience.includes(status) ? retryAfter : undefined
  throw new AttemptFailed(code, { retryAfterMs: parseRetryAfter(asked, means.ports.now()) })
}
