// The records after a chaos run: Stripe's refunds, the rows of the orders service, the gateway's jobs, keys and audit log.

import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { World } from './world.ts'

const jobSchema = z.object({
  id: z.string(),
  task: z.string(),
  state: z.string(),
  attempts: z.number(),
  error: z.string().nullable(),
  result: z.string().nullable(),
})
const runSchema = z.object({ idempotency_key: z.string(), job_id: z.string() })
const stepSchema = z.object({ queue: z.string(), work_id: z.string(), name: z.string() })
const auditSchema = z.object({ action: z.string(), target: z.string(), detail: z.string() })
const detailSchema = z.object({ job: z.string(), state: z.string().optional(), id: z.string().optional() })
const returnSchema = z.object({
  id: z.string(),
  state: z.string(),
  refund_id: z.string().nullable(),
  refunded: z.number().nullable(),
})
const answerSchema = z.object({ idempotency_key: z.string(), body: z.string() })

export type Refund = { id: string; amountMinor: number; currency: string; intentId: string; returnId: string }
type AuditRow = { action: string; target: string; detail: z.infer<typeof detailSchema> }

export type Records = {
  /** Refunds made during the run. */
  refunds: readonly Refund[]
  refundedMinor: (chargeId: string) => number
  returns: ReadonlyMap<string, z.infer<typeof returnSchema>>
  /** The ids of approved returns, one for each executed approval. */
  approvals: readonly string[]
  jobs: readonly z.infer<typeof jobSchema>[]
  jobOfKey: ReadonlyMap<string, string>
  stepsOfJob: ReadonlyMap<string, readonly string[]>
  audit: readonly AuditRow[]
  /** `ok` of each database file, or what is wrong with it. */
  integrity: readonly string[]
}

/** Reads everything; both processes must be stopped. */
export function readRecords({ simulator, files }: World): Records {
  const store = simulator.compartment(simulator.accounts.eu, true)
  const gateway = open(files.gateway)
  const orders = open(files.orders)
  const done = gateway.rows('steps', stepSchema).filter(({ queue }) => queue === 'jobs')
  const steps = Map.groupBy(done, ({ work_id: jobId }) => jobId)
  const records: Records = {
    refunds: store
      .all('refund')
      .filter(({ metadata }) => metadata?.['return'] !== undefined)
      .map(({ id, amount, currency, payment_intent: intent, metadata }) => ({
        id,
        amountMinor: amount,
        currency,
        intentId: typeof intent === 'string' ? intent : '',
        returnId: metadata?.['return'] ?? '',
      })),
    refundedMinor: (chargeId) => store.get('charge', chargeId).amount_refunded,
    returns: new Map(orders.rows('returns', returnSchema).map((row) => [row.id, row])),
    approvals: orders
      .rows('answers', answerSchema)
      .map(({ body }) => z.object({ id: z.string() }).parse(JSON.parse(body)).id),
    jobs: gateway.rows('jobs', jobSchema),
    jobOfKey: new Map(gateway.rows('action_runs', runSchema).map((row) => [row.idempotency_key, row.job_id])),
    stepsOfJob: new Map([...steps].map(([jobId, rows]) => [jobId, rows.map(({ name }) => name)])),
    audit: gateway
      .rows('audit', auditSchema)
      .filter(({ action }) => action.startsWith('action.'))
      .map((row) => ({ ...row, detail: detailSchema.parse(JSON.parse(row.detail)) })),
    integrity: [gateway.integrity(), orders.integrity()],
  }
  gateway.close()
  orders.close()
  return records
}

function open(file: string) {
  const db = new DatabaseSync(file)
  return {
    /** Reads all rows of a table named in this file. */
    rows: <T>(table: string, schema: z.ZodType<T>): T[] =>
      db
        .prepare(`select * from ${table}`)
        .all()
        .map((row) => schema.parse(row)),
    integrity: () => String(db.prepare('pragma integrity_check').get()?.['integrity_check']),
    close: () => db.close(),
  }
}
