// Mails about the plan: durable work, each once for each occasion and person, and none about what is not true any more.

import { z } from 'zod'
import type { Task } from '#jobs/task.ts'
import type { Ports } from '#ports.ts'
import { insertJobOnce } from '#store/jobs.ts'
import { findPlan } from '#store/plans.ts'
import type { Database } from '#store/schema.ts'
import { planWordsFor } from '#words/words-for.ts'
import { drawMail } from './draw-mail.ts'
import { factsOf } from './facts.ts'
import { planState, type PlanState } from './plan-state.ts'

export const mailTask = 'plan_mail'

export type NoticeKind = 'trial_ending' | 'payment_failed' | 'suspended' | 'erasure_announced'

/** Sends one mail. Resolves once the next server has taken it. */
type SendMail = (mail: { to: string; subject: string; text: string; html: string }) => Promise<void>

/** Whom a mail goes to: everybody who may manage billing. `id` never changes, and is no address. */
export type Recipient = { id: string; address: string; locale: string }

export type MailDeps = {
  db: Database
  ports: Ports
  sendMail: SendMail
  /** Owners and admins of a company, as they are now. */
  recipientsOf: (tenantId: string) => Promise<readonly Recipient[]>
  /** Where a company manages its billing. */
  billingUrl: (tenantId: string) => string
}

const recipientSchema = z.object({ id: z.string(), address: z.string(), locale: z.string() })
const workSchema = z.object({
  kind: z.enum(['trial_ending', 'payment_failed', 'suspended', 'erasure_announced', 'erased']),
  occasion: z.string(),
  /** When what the mail is about happens. */
  atMs: z.number().optional(),
  /** Of a company that is gone: whom it goes to. */
  to: z.array(recipientSchema).optional(),
})

export type MailWork = z.infer<typeof workSchema>

const dayMs = 86_400_000

export const createMailTask = ({ db, ports, sendMail, recipientsOf, billingUrl }: MailDeps): Task => ({
  horizonMs: 3 * dayMs,
  async run({ tenantId, payload, step }) {
    const work = workSchema.parse(payload)
    if (!(await isTrue(db, tenantId, work, ports.now()))) return 'outdated'
    for (const { id, address, locale } of work.to ?? (await recipientsOf(tenantId))) {
      // Recorded for each person, so that a failure at the second does not write to the first again.
      await step(`mail ${id}`, async () => {
        const words = planWordsFor(locale)
        const mail = drawMail(words, work, { locale, url: billingUrl(tenantId) })
        await sendMail({ to: address, ...mail })
      })
    }
    return 'sent'
  },
})

/** A mail may wait for hours, while somebody pays. */
async function isTrue(db: Database, tenantId: string, work: MailWork, nowMs: number): Promise<boolean> {
  if (work.kind === 'erased') return true
  const facts = factsOf(await findPlan(db, tenantId))
  const state: PlanState = planState(facts, nowMs)
  switch (work.kind) {
    case 'trial_ending':
      return state.works && state.banner?.reason === 'trial_ending'
    case 'payment_failed':
      return facts.billing?.unpaid?.invoiceId === work.occasion
    default:
      return !state.works
  }
}

/**
 * Enqueues the mail that everything was erased, in the transaction that erases. The company is gone, so the job belongs to the tenant of
 * the gateway's own, and holds the addresses until it has ended and is removed.
 */
export async function enqueueErasedMail(
  transaction: Database,
  mail: { tenantId: string; ownTenantId: string; to: readonly Recipient[]; nowMs: number },
): Promise<void> {
  const { tenantId, ownTenantId, to, nowMs } = mail
  const work: MailWork = { kind: 'erased', occasion: tenantId, to: [...to] }
  await insertJobOnce(transaction, {
    id: `job_plan_mail_${tenantId}_erased`,
    tenantId: ownTenantId,
    task: mailTask,
    payload: JSON.stringify(work),
    atMs: nowMs,
    dueAtMs: nowMs,
  })
}
