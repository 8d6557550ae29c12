// Puts jobs into the queue, in the transaction of whatever makes them necessary, so that neither exists without the other.

import { toHex } from '#hex.ts'
import type { Ports } from '#ports.ts'
import { insertJob, insertJobOnce } from '#store/jobs.ts'
import type { Database } from '#store/schema.ts'

/** `job_` and 24 hex digits. */
export const createJobId = (ports: Pick<Ports, 'randomBytes'>): string =>
  `job_${toHex(ports.randomBytes(12))}`

/** Adds a job that is due now, or at `dueAtMs`. Returns its id. */
export async function enqueue(
  transaction: Database,
  ports: Pick<Ports, 'now' | 'randomBytes'>,
  work: { tenantId: string; task: string; payload: unknown; id?: string; dueAtMs?: number },
): Promise<string> {
  const { tenantId, task, id = createJobId(ports) } = work
  const atMs = ports.now()
  const payload = JSON.stringify(work.payload)
  await insertJob(transaction, { id, tenantId, task, payload, atMs, dueAtMs: work.dueAtMs ?? atMs })
  return id
}

/** Adds a job with an id that identifies it. If there is one with that id already, in whatever state, nothing is added. */
export async function createOnce(
  db: Database,
  ports: Pick<Ports, 'now'>,
  work: { tenantId: string; task: string; id: string },
): Promise<void> {
  const atMs = ports.now()
  await insertJobOnce(db, { ...work, payload: 'null', atMs, dueAtMs: atMs })
}
