// A gateway that sells Tillside, in front of the simulated Stripe: its routes, its jobs, a mailbox, and a clock that both share.

import { Hono } from 'hono'
import { parseConfig } from '#config.ts'
import { GatewayError } from '#errors.ts'
import { createPlaces } from '#proxy/places.ts'
import type { Env } from '#http/gateway.ts'
import { requestId } from '#http/middleware/request-id.ts'
import {
  planEventRoutes,
  planRoutes,
  servePlan,
  servePlanEvents,
  type PlanRoutesDeps,
} from '#http/plan/routes.ts'
import { respondProblem } from '#http/problem.ts'
import { createWorker } from '#jobs/worker.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import type { Plan } from '#contract/plan.ts'
import { createDisputeTask, disputeTask, planEvents } from '#plan/events.ts'
import { createLookTask } from '#plan/look.ts'
import { createMailTask, mailTask, type Recipient } from '#plan/mails.ts'
import { lookTask } from '#plan/moments.ts'
import { createPortalConfiguration } from '#plan/portal.ts'
import { beginTrial } from '#plan/trial.ts'
import type { Ports } from '#ports.ts'
import { Secret } from '#secret.ts'
import { commitsOf } from '#store/commits.ts'
import { ensureTenant } from '#store/tenants.ts'
import { openStripe } from '#stripe/sdk/client.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import type { Card } from '../../simulator/stripe/billing/checkout.ts'
import type { Dunning } from '../../simulator/stripe/settings.ts'
import { createStripeSimulator } from '../../simulator/stripe/simulator.ts'
import { createRandom } from './clock.ts'
import type { JobStore } from './database.ts'

export const planStartMs = Date.UTC(2026, 10, 21, 12)
export const dayMs = 86_400_000
export const planSecret = ['whsec', 'p'.repeat(32)].join('_')
const stripeApi = 'http://127.0.0.1:1'

export type PlanMail = { to: string; subject: string; text: string; html: string }
type SentEvent = { body: string; headers: Record<string, string> }

let tenants = 0

/** Opens the world. Events are delivered at once, unless `holdsEvents`; then the test delivers them. */
export async function openPlanWorld(store: JobStore, { dunning }: { dunning?: Dunning } = {}) {
  const held: SentEvent[] = []
  const state = { holdsEvents: false, stripeIsDown: false, fetching: () => Promise.resolve() }
  // A seed of its own, because customers are unique in the database.
  const random = createRandom((tenants += 1))
  const simulator = createStripeSimulator({
    now: () => planStartMs,
    seed: tenants,
    isBare: true,
    webhooks: {
      sleep: () => Promise.resolve(),
      fetch: async (_, init) => {
        const event = { body: init?.body as string, headers: init?.headers as Record<string, string> }
        if (state.holdsEvents) held.push(event)
        return state.holdsEvents ? new Response() : deliver(event)
      },
    },
  })
  if (dunning) simulator.control.set({ dunning })
  const requests: Request[] = []
  const lines: string[] = []
  const ports: Ports = {
    fetch: async (input, init) => {
      const request = new Request(input, init)
      requests.push(request.clone())
      if (state.stripeIsDown) throw new TypeError('nobody is there')
      const response = await simulator.handle(request)
      await state.fetching()
      return response
    },
    now: simulator.now,
    sleep: () => Promise.resolve(),
    randomBytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
    log: createLog({ level: 'debug', now: simulator.now, write: (line) => void lines.push(line) }),
  }
  const stripeConfig = { stripeApiBase: stripeApi }
  const portal = await createPortalConfiguration(
    openStripe(new Secret(simulator.keys.plan), { config: stripeConfig, ports }),
  )
  const ours = simulator.compartment(simulator.accounts.tillside, true)
  const config = parseConfig({
    STRIPE_API_BASE: stripeApi,
    TILLSIDE_PLAN_STRIPE_KEY: simulator.keys.plan,
    TILLSIDE_PLAN_PRICE: ours.all('price')[0]?.id,
    TILLSIDE_PLAN_PORTAL: portal,
    TILLSIDE_PLAN_WEBHOOK_SECRETS: planSecret,
    TILLSIDE_PLAN_TRIAL_SECRET: 'only-for-this-test-'.repeat(3),
    TILLSIDE_PLAN_AUTOMATIC_TAX: 'on',
  })
  const { plan } = config
  if (!plan) throw new Error('the settings of the plan are not complete')

  const mailbox: PlanMail[] = []
  const erased: string[] = []
  const recipients: Recipient[] = [{ id: 'per_amy', address: 'amy@one.example', locale: 'en-GB' }]
  const failing = { mails: 0 }
  const metrics = createMetrics()
  const base = {
    db: store.db,
    ports,
    plan,
    openStripe: (signal?: AbortSignal) => openStripe(plan.stripeKey.key, { config, ports, signal }),
    ownTenantId: 'self',
    worker: { wake: () => undefined },
  }
  const mails = {
    db: store.db,
    ports,
    recipientsOf: () => Promise.resolve(recipients),
    billingUrl: (tenantId: string) => `https://console.test/companies/${tenantId}/billing`,
    sendMail: async (mail: PlanMail) => {
      if ((failing.mails -= 1) >= 0) throw new Error('no mail today')
      mailbox.push(mail)
      await Promise.resolve()
    },
  }
  const createPlanWorker = (db = store.db) =>
    createWorker({
      db,
      dialect: store.dialect,
      ports,
      metrics,
      tasks: {
        [lookTask]: createLookTask({
          ...base,
          db,
          erase: async (tenantId) => {
            erased.push(tenantId)
            await Promise.resolve()
          },
        }),
        [mailTask]: createMailTask({ ...mails, db }),
        [disputeTask]: createDisputeTask({ ...base, db }),
      },
    })
  const worker = createPlanWorker()
  const trialDeps = { hasher: createWebHasher(), secret: plan.trialSecret }

  const deps: PlanRoutesDeps = {
    ...base,
    metrics,
    config,
    unverified: createPlaces({ total: 1e8, perCaller: 1e8, patienceMs: 0, keptMs: 60_000, now: ports.now }),
    billingUrl: mails.billingUrl,
    requireMember: async (c, tenantId, role) => {
      const [of, held] = (c.req.header('X-Member') ?? '').split(' ')
      if (of !== tenantId) throw new GatewayError('not_found')
      if (role === 'admin' && held !== 'admin') throw new GatewayError('role_missing')
      return Promise.resolve({ email: c.req.header('X-Email') ?? 'amy@one.example', companyName: 'One Ltd' })
    },
  }
  const app = new Hono<Env>()
    .use(requestId(ports))
    .route('/', servePlan(deps))
    .route('/', servePlanEvents(deps))
  app.onError((error, c) => respondProblem(c, error))
  app.notFound((c) => respondProblem(c, new GatewayError('not_found')))

  const deliver = async ({ body, headers }: SentEvent, path = '/webhooks/plan/live'): Promise<Response> =>
    app.request(path, { method: 'POST', body, headers })
  simulator.webhooks.add({
    url: 'http://gateway.test/webhooks/plan/live',
    secret: planSecret,
    livemode: true,
    connect: false,
    accountId: simulator.accounts.tillside,
    enabledEvents: [...planEvents],
  })

  /** A company that has connected a live account, unless told not to. */
  const createCompany = async ({ connects = true } = {}) => {
    const tenantId = `tnt_plan${(tenants += 1)}`
    await ensureTenant(store.db, { id: tenantId, name: 'One Ltd', createdAtMs: 0 })
    const connect = (accountId = `acct_${tenantId}`, email = `${tenantId}@one.example`) =>
      commitsOf(store.db).transaction((transaction) =>
        beginTrial(transaction, { tenantId, accountId, email, nowMs: ports.now() }, trialDeps),
      )
    if (connects) await connect()
    const ask = (method: string, path = '', more: { member?: string; body?: object; email?: string } = {}) =>
      app.request(`/api/tenants/${tenantId}/plan${path}`, {
        method,
        headers: {
          'X-Member': more.member ?? `${tenantId} admin`,
          ...(more.email ? { 'X-Email': more.email } : {}),
          'Content-Type': 'application/json',
        },
        ...(method === 'POST' ? { body: JSON.stringify(more.body ?? {}) } : {}),
      })
    const checkout = async (email?: string): Promise<string> => {
      const response = await ask('POST', '/checkout', email ? { email } : {})
      const { url } = (await response.json()) as { url?: string }
      if (url === undefined)
        throw new Error(
          `no checkout: ${response.status} ${lines.filter((line) => line.includes('error')).at(-1) ?? ''}`,
        )
      return url
    }
    const page = (url: string, form: Record<string, string>) =>
      simulator.handle(
        new Request(url, {
          method: 'POST',
          body: new URLSearchParams(form).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      )
    const pay = async (card: Card = '4242') => {
      const answer = await page(await checkout(), { card, name: 'One Ltd', country: 'DE' })
      await settle()
      return answer.status
    }
    const inPortal = async (form: Record<string, string>) => {
      const { url } = (await (await ask('POST', '/portal')).json()) as { url: string }
      await page(url, form)
      await settle()
    }
    const read = async (): Promise<Plan> => (await (await ask('GET')).json()) as Plan
    return { tenantId, connect, ask, checkout, page, pay, inPortal, read }
  }

  /** Waits until all events are delivered and all work that is due is done. */
  const settle = async () => {
    await simulator.webhooks.settled()
    await worker.drain()
  }
  /** Moves the clock, in steps of six hours as a worker would see it. */
  const pass = async (days: number) => {
    for (let hours = 0; hours < days * 24; hours += 6) {
      simulator.control.advance({ hours: Math.min(6, days * 24 - hours) })
      await settle()
    }
  }
  return {
    simulator,
    ours,
    state,
    held,
    deliver,
    app,
    base,
    ports,
    requests,
    lines,
    mailbox,
    erased,
    recipients,
    failing,
    worker,
    createPlanWorker,
    createCompany,
    settle,
    pass,
    subjects: () => mailbox.map(({ subject }) => subject),
    routes: [...planRoutes, ...planEventRoutes],
    close: async () => {
      await simulator.webhooks.close()
      await worker.stop(0)
      // The next world has a clock and a Stripe of its own, and would do this one's work.
      await store.db.deleteFrom('jobs').execute()
    },
  }
}

export type PlanWorld = Awaited<ReturnType<typeof openPlanWorld>>
