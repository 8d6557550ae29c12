// Assembles what sells Tillside itself, where it is hosted for others: the trial, the plan of each company, and the work on it.

import { selfTenantId } from '#auth/principal.ts'
import type { Config } from '#config.ts'
import type { Task } from '#jobs/task.ts'
import type { Worker } from '#jobs/worker.ts'
import type { Mailer } from '#mail/mailer.ts'
import { createDisputeTask, disputeTask } from '#plan/events.ts'
import { factsOf } from '#plan/facts.ts'
import { createLookTask } from '#plan/look.ts'
import { createMailTask, enqueueErasedMail, mailTask } from '#plan/mails.ts'
import { lookTask } from '#plan/moments.ts'
import { planState } from '#plan/plan-state.ts'
import { beginTrial } from '#plan/trial.ts'
import type { Ports } from '#ports.ts'
import type { HostedPlan } from '#http/plan/hosted-plan.ts'
import { createAuditId } from '#store/audit.ts'
import { eraseTenant } from '#store/erase-tenant.ts'
import { listMembers } from '#store/memberships.ts'
import type { Dialect } from '#store/migrate.ts'
import { findPlan } from '#store/plans.ts'
import type { Database } from '#store/schema.ts'
import { changeTenantState } from '#store/tenants.ts'
import { openStripe } from '#stripe/sdk/client.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'

type PlanParts = {
  config: Config
  ports: Ports
  db: Database
  /** Woken for each look and mail. */
  worker: Pick<Worker, 'wake'>
}

/** `undefined` where nothing is sold: every company is served then, for as long as its operator likes. */
export function openHostedPlan({ config, ports, db, worker }: PlanParts): HostedPlan | undefined {
  const { plan, hosted, consoleUrl } = config
  if (!plan || !hosted || consoleUrl === undefined) return undefined
  const { origin } = new URL(consoleUrl)
  const trial = { hasher: ports.hasher ?? createWebHasher(), secret: plan.trialSecret }
  return {
    db,
    ports,
    plan,
    ownTenantId: selfTenantId,
    worker,
    openStripe: (signal) => openStripe(plan.stripeKey.key, { config, ports, signal }),
    billingUrl: (tenantId) => `${origin}/console/${encodeURIComponent(tenantId)}`,
    stateOf: async (tenantId) => planState(factsOf(await findPlan(db, tenantId)), ports.now()),
    beginTrial: async (transaction, request) =>
      void (await beginTrial(transaction, { ...request, nowMs: ports.now() }, trial)),
  }
}

/** The tasks of the plan, by name. `mailer` is asked when there is a mail to send. */
export function planTasks(
  plan: HostedPlan | undefined,
  { dialect, mailer }: { dialect: Dialect; mailer: () => Pick<Mailer, 'send'> | undefined },
): Readonly<Record<string, Task>> {
  if (!plan) return {}
  const { db, ports, billingUrl, ownTenantId } = plan
  const recipientsOf = async (tenantId: string) =>
    (await listMembers(db, tenantId))
      .filter(({ role }) => role !== 'viewer')
      .map(({ personId, email }) => ({ id: personId, address: email, locale: 'en' }))

  /** What is erased says nothing any more about whom to tell, so the mail is queued first. */
  async function erase(tenantId: string): Promise<void> {
    const nowMs = ports.now()
    const change = { actor: 'plan', atMs: nowMs, auditId: createAuditId(ports) }
    await changeTenantState(db, { id: tenantId, state: 'suspended' }, change)
    const to = await recipientsOf(tenantId)
    await enqueueErasedMail(db, { tenantId, ownTenantId, to, nowMs })
    const rows = await eraseTenant(db, dialect, { tenantId, pause: () => ports.sleep(5) })
    ports.log.info('tenant.erased', { tenantId, rows })
  }
  return {
    [lookTask]: createLookTask({ ...plan, erase }),
    [disputeTask]: createDisputeTask(plan),
    [mailTask]: createMailTask({
      db,
      ports,
      billingUrl,
      recipientsOf,
      async sendMail(mail) {
        const opened = mailer()
        if (!opened) throw new Error('there is nobody to send mails')
        await opened.send(mail, { tenantId: ownTenantId })
      },
    }),
  }
}
