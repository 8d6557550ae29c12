// The plan of a company: what it has, where it buys, where it manages what it bought; and the events of our own Stripe account. Served
// only where Tillside is hosted.

import { Hono, type Context } from 'hono'
import { planAddressSchema, planSchema, portalRequestSchema, type Plan } from '#contract/plan.ts'
import { nameError } from '#errors.ts'
import { openCheckout } from '#plan/checkout.ts'
import { acceptPlanEvent, type IntakeDeps } from '#plan/events.ts'
import { factsOf } from '#plan/facts.ts'
import { asking, modeOf, type PlanDeps } from '#plan/plan-deps.ts'
import { planState, wayBack } from '#plan/plan-state.ts'
import { openPortal } from '#plan/portal.ts'
import { readPlan } from '#plan/read-plan.ts'
import { findPlan, type PlanRow } from '#store/plans.ts'
import { createReceiver } from '#webhooks/receive.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseBody, readUnverified } from '../parse.ts'
import type { Route } from '../route.ts'

/** Who may look at the plan, and who may spend the company's money. */
type PlanRole = 'viewer' | 'admin'

/** A member of the company, as the session proves. */
type Member = { email: string; companyName: string }

export type PlanRoutesDeps = PlanDeps &
  IntakeDeps &
  Pick<Gateway, 'metrics' | 'unverified' | 'config'> & {
    /** Throws unless the session is of a member with at least this role; a stranger's company answers like a missing one. */
    requireMember: (c: Context<Env>, tenantId: string, role: PlanRole) => Promise<Member>
    /** Where the company manages its billing; Stripe sends people back there. */
    billingUrl: (tenantId: string) => string
  }

const modes = ['live', 'test'] as const
const planWebhookPath = (mode: (typeof modes)[number]) => `/webhooks/plan/${mode}`
const base = '/api/tenants/:tenantId/plan'

const answersJson = (schema: Route['request']): Pick<Route, 'response'> => ({
  response: { contentTypes: ['application/json'], ...(schema ? { schema } : {}) },
})
const memberErrors = ['unauthenticated', 'forbidden', 'not_found', 'too_many_requests', 'internal'] as const
const stripeErrors = ['not_now', 'stripe_unreachable', 'stripe_timeout', 'stripe_answer_invalid'] as const

export const planRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: base,
    who: 'operator',
    session: true,
    summary: 'The plan of a company: what works, why not, and how to get on.',
    ...answersJson(planSchema),
    errors: memberErrors,
  },
  {
    method: 'POST',
    path: `${base}/checkout`,
    who: 'operator',
    session: true,
    summary: 'The address of the page where the company subscribes; owners and admins only.',
    ...answersJson(planAddressSchema),
    errors: [...memberErrors, ...stripeErrors],
  },
  {
    method: 'POST',
    path: `${base}/portal`,
    who: 'operator',
    session: true,
    summary:
      'The address of the page where card, invoices and the end of the plan are managed; owners and admins only.',
    request: portalRequestSchema,
    ...answersJson(planAddressSchema),
    errors: [...memberErrors, ...stripeErrors],
  },
]

/** Of the public origin. */
export const planEventRoutes: readonly Route[] = modes.map((mode) => ({
  method: 'POST',
  path: planWebhookPath(mode),
  who: 'stripe',
  summary: `Events of the account that sells Tillside, in ${mode} mode: stored, then acknowledged.`,
  response: { contentTypes: ['application/json'] },
  errors: ['event_refused', 'not_found', 'body_too_large', 'database_unavailable', 'internal'],
}))

const noStore = { 'Cache-Control': 'no-store' }

export function servePlan(deps: PlanRoutesDeps): Hono<Env> {
  const { db, ports, requireMember, billingUrl } = deps
  const app = new Hono<Env>()

  app.get(base, async (c) => {
    const tenantId = c.req.param('tenantId')
    await requireMember(c, tenantId, 'viewer')
    return c.json(await currentPlan(tenantId), 200, noStore)
  })

  app.post(`${base}/checkout`, async (c) => {
    const tenantId = c.req.param('tenantId')
    const { email, companyName } = await requireMember(c, tenantId, 'admin')
    const back = billingUrl(tenantId)
    const buying = { tenantId, email, companyName, successUrl: `${back}?bought`, cancelUrl: back }
    return c.json({ url: await openCheckout(deps, buying) }, 200, noStore)
  })

  app.post(`${base}/portal`, async (c) => {
    const tenantId = c.req.param('tenantId')
    await requireMember(c, tenantId, 'admin')
    const { mendsCard = false } = await parseBody(c, portalRequestSchema)
    const returnUrl = billingUrl(tenantId)
    return c.json({ url: await openPortal(deps, { tenantId, returnUrl, mendsCard }) }, 200, noStore)
  })

  async function currentPlan(tenantId: string): Promise<Plan> {
    const row = await findPlan(db, tenantId)
    if (!isBuying(row, ports.now())) return serializePlan(row, ports.now())
    // Whoever comes back from Checkout waits for the gateway and not for an event.
    await asking(readPlan(deps, tenantId)).catch((error: unknown) => {
      // What was known is shown. An event, or the next look at the page, tells what is new.
      ports.log.warn('plan.unread', { tenantId, cause: nameError(error) })
    })
    return serializePlan(await findPlan(db, tenantId), ports.now())
  }
  return app
}

/** A session was begun within the hour, and what was read last is some seconds old. */
const buyingMs = 3_600_000
const freshMs = 3000

function isBuying(row: PlanRow | undefined, nowMs: number): boolean {
  const { checkout, readAtMs = 0 } = row ?? { checkout: { begunAtMs: undefined } }
  return (
    checkout.begunAtMs !== undefined && nowMs - checkout.begunAtMs < buyingMs && nowMs - readAtMs >= freshMs
  )
}

function serializePlan(row: PlanRow | undefined, nowMs: number): Plan {
  const facts = factsOf(row)
  const state = planState(facts, nowMs)
  const { subscription } = facts.billing ?? {}
  return {
    works: state.works,
    ...(state.works && state.banner ? { banner: state.banner } : {}),
    ...(state.works
      ? {}
      : {
          suspended: {
            reason: state.reason,
            ...(state.sinceMs === undefined ? {} : { sinceMs: state.sinceMs }),
          },
        }),
    ...(facts.trial.state === 'begun' ? { trialEndsAtMs: facts.trial.endsAtMs } : {}),
    ...(subscription ? { status: subscription.status } : {}),
    wayBack: wayBack(facts, nowMs),
    hasPortal: row?.customerId !== undefined,
    ...(row?.readAtMs === undefined ? {} : { readAtMs: row.readAtMs }),
  }
}

/**
 * The events of our own account. The same intake as that of the companies' events: header, signature, shape, one commit, then the 200.
 */
export function servePlanEvents(deps: Omit<PlanRoutesDeps, 'requireMember' | 'billingUrl'>): Hono<Env> {
  const { plan, ports, metrics, unverified, config, ownTenantId } = deps
  const mode = modeOf(plan)
  const receiver = createReceiver({
    config: { webhookSecrets: { live: [], test: [], [mode]: plan.webhookSecrets } },
    ports,
    metrics,
    inbox: { accept: (arrival) => acceptPlanEvent(deps, arrival) },
    tenantId: ownTenantId,
  })
  // The other mode has no address: its events would be about another price and other customers.
  return new Hono<Env>().post(planWebhookPath(mode), async (c) => {
    const webhook = { endpoint: mode, header: c.req.header('Stripe-Signature'), log: c.var.log }
    receiver.checkHeader(webhook)
    const body = await readUnverified(c, { unverified }, config.eventBytesMax)
    return c.json({ received: true, accepted: await receiver.receive({ ...webhook, body }) }, 200, noStore)
  })
}
