// Runs a schedule now at a person's request, in addition to its own times.

import type { Ports } from '#ports.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import type { Database } from '#store/schema.ts'
import { addTick } from './scheduler.ts'

type RunRequest = {
  tenantId: string
  schedule: string
  /** For the audit log. */
  actor: string
}

/** Returns the id of the job, or `undefined` if there is already one for this millisecond. The caller has checked that the schedule exists. */
export function runByHand(
  { db, ports }: { db: Database; ports: Pick<Ports, 'now' | 'randomBytes'> },
  { tenantId, schedule, actor }: RunRequest,
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
