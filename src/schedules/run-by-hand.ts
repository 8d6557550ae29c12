// A run of a schedule that a person asks for now, beside the moments it has.

import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import type { Database } from '#store/schema.ts'
import { addTick } from './scheduler.ts'

type Asked = { tenantId: string; schedule: string; /** Who, for the audit. */ actor: string }

/** The id of its job; `undefined` when this very millisecond has one already. The caller knows that there is such a schedule. */
export function runByHand(
  { db, ports }: { db: Database; ports: Pick<Ports, 'now' | 'randomBytes'> },
  { tenantId, schedule, actor }: Asked,
): Promise<string | undefined> {
  const atMs = ports.now()
  return db.transaction().execute(async (transaction) => {
    const jobId = await addTick(transaction, ports, { tenantId, schedule, atMs })
    if (jobId === undefined) return undefined
    const id = createAuditId(ports)
    const change = { id, tenantId, atMs, actor, action: 'schedule.run_by_hand', target: schedule }
    await recordAudit(transaction, { ...change, detail: { job: jobId } })
    return jobId
  })
}
