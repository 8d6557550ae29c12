// One event with everything that became of it.

import type { ConsoleEventDetail } from '#contract/console.ts'
import { listAttempts } from '#store/attempts.ts'
import { listAudit } from '#store/audit.ts'
import { listDeliveries } from '#store/deliveries.ts'
import { listEvents } from '#store/event-list.ts'
import { findEvent } from '#store/events.ts'
import type { Database } from '#store/schema.ts'
import { listSteps } from '#store/steps.ts'
import { maskPayload } from '#webhooks/mask-payload.ts'
import { tellAttempt, tellDelivery, tellEvent } from './answers.ts'

const deliveriesMax = 100
const historyMax = 20

/** `undefined`: the tenant has no such event. */
export async function readEventDetail(
  db: Database,
  where: { tenantId: string; id: string },
  masked: boolean,
): Promise<ConsoleEventDetail | undefined> {
  const { tenantId, id } = where
  const [[summary], event] = await Promise.all([listEvents(db, where, 1), findEvent(db, where)])
  if (!summary || !event) return undefined
  const work = { queue: 'events', tenantId, id } as const
  const [attempts, steps, deliveries, audit] = await Promise.all([
    listAttempts(db, work),
    listSteps(db, work),
    listDeliveries(db, { tenantId, eventRowId: id }, deliveriesMax),
    listAudit(db, tenantId, historyMax, id),
  ])
  const attemptsOf = (deliveryId: string) =>
    listAttempts(db, { ...work, queue: 'deliveries', id: deliveryId })
  return {
    event: tellEvent(summary),
    form: event.form,
    cameBy: event.cameBy,
    attempts: attempts.map((attempt) => tellAttempt(attempt, masked)),
    steps: steps.map(({ name, atMs }) => ({ name, at: new Date(atMs).toISOString() })),
    deliveries: await Promise.all(
      deliveries.map(async (delivery) =>
        tellDelivery(
          delivery,
          (await attemptsOf(delivery.id)).map((attempt) => tellAttempt(attempt, masked)),
        ),
      ),
    ),
    history: audit.map(({ atMs, actor, action }) => ({ at: new Date(atMs).toISOString(), actor, action })),
    masked,
    ...readPayload(event.payload, masked),
  }
}

function readPayload(text: string, masked: boolean): { payload?: unknown } {
  if (text === '') return {}
  const payload: unknown = JSON.parse(text)
  return { payload: masked ? maskPayload(payload) : payload }
}
