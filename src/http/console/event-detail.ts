// Reads one event with its handler runs, deliveries and history.

import type { ConsoleEventDetail } from '#contract/console.ts'
import { listAttempts } from '#store/attempts.ts'
import { listAudit } from '#store/audit.ts'
import { listDeliveries } from '#store/deliveries.ts'
import { listEvents } from '#store/event-list.ts'
import { findEvent } from '#store/events.ts'
import type { WorkId } from '#store/queues.ts'
import type { Database } from '#store/schema.ts'
import { listSteps } from '#store/steps.ts'
import { maskPayload } from '#webhooks/mask-payload.ts'
import { serializeAttempt, serializeDelivery, serializeEvent, serializeHandlerRun } from './serialize.ts'

const deliveriesMax = 100
const historyMax = 20

/** Returns `undefined` if the tenant has no such event. */
export async function readEventDetail(
  db: Database,
  where: { tenantId: string; id: string },
  masked: boolean,
): Promise<ConsoleEventDetail | undefined> {
  const { tenantId, id } = where
  const [[summary], event] = await Promise.all([listEvents(db, where, 1), findEvent(db, where)])
  if (!summary || !event) return undefined
  const [deliveries, audit] = await Promise.all([
    listDeliveries(db, { tenantId, eventRowId: id }, deliveriesMax),
    listAudit(db, tenantId, historyMax, id),
  ])
  const attemptsAt = async (work: WorkId) =>
    (await listAttempts(db, work)).map((attempt) => serializeAttempt(attempt, masked))
  return {
    event: serializeEvent(summary),
    form: event.form,
    cameBy: event.cameBy,
    handlers: await Promise.all(
      summary.runs.map(async (run) => {
        const work = { queue: 'handler_runs', tenantId, id: run.id } as const
        const [attempts, steps] = await Promise.all([attemptsAt(work), listSteps(db, work)])
        return serializeHandlerRun(run, { attempts, steps })
      }),
    ),
    deliveries: await Promise.all(
      deliveries.map(async (delivery) =>
        serializeDelivery(delivery, await attemptsAt({ queue: 'deliveries', tenantId, id: delivery.id })),
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
