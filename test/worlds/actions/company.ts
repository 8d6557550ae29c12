// A small company for tests of actions: Stripe's refunds, a shipping service, and "approve return and refund" between them.
// Tests look at the effects there: refunds and approvals by idempotency key.

import { Stripe } from 'stripe'
import { z } from 'zod'
import { blocks, defineAction, defineConfig, definePanel, httpSource, Refused } from '#definitions/entry.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Ports } from '#ports.ts'
import { createActionTask } from '#extensions/actions/task.ts'
import type { ActionDeps } from '#extensions/actions/context.ts'
import { actionTask } from '#extensions/actions/work.ts'
import { createActions, type ActionRequester, type Actions } from '#extensions/actions/actions.ts'
import { createPanelLoader } from '#extensions/panels/load.ts'
import { createSubjectObjects } from '#extensions/subject-object.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import { createMetrics, type Metrics } from '#metrics.ts'
import { createSources } from '#sources/open-sources.ts'
import type { Dialect } from '#store/migrate.ts'
import type { Database } from '#store/schema.ts'

const { money, fields, foreign } = blocks

const shipping = httpSource({
  name: 'shipping',
  baseUrl: 'http://127.0.0.1:1/api',
  insecure: true,
  identity: { kind: 'none' },
  allow: ['GET /returns/:id', 'POST /returns/:id/approve'],
  timeoutMs: 2000,
  retries: 0,
})

const returnSchema = z.object({
  id: z.string(),
  state: z.enum(['asked', 'approved']),
  itemsMinor: z.record(z.string(), z.int()),
})

/** Counts the calls of `run` across all processes. */
export const runsBegun = { count: 0 }

export const approveReturn = defineAction({
  id: 'approve-return',
  title: 'Approve return and refund',
  for: ['invoice'],
  sources: { shipping },
  roles: ['support_specialist'],
  input: z.object({
    items: z.array(z.string()).min(1).meta({ control: 'checklist', label: 'Items' }),
    amount: z.int().min(1).meta({ control: 'money' }),
    restock: z
      .enum(['yes', 'no'])
      .default('yes')
      .meta({ labels: { yes: 'Back to stock', no: 'Written off' } }),
    note: z.string().max(200).optional().meta({ lines: 3 }),
  }),
  steps: [
    { label: 'Items', fields: ['items'] },
    { label: 'Refund', fields: ['amount', 'restock', 'note'] },
  ],
  async form({ subject, sources }) {
    const found = await sources.shipping.get('/returns/:id', returnSchema, { params: { id: subject.id } })
    if (found.state === 'approved') return { refused: 'This return is approved already.' }
    const options = Object.entries(found.itemsMinor).map(([value, amountMinor]) => ({
      value,
      label: value,
      amount: { amountMinor, currency: subject.object.currency },
    }))
    return {
      fields: {
        items: { options },
        amount: { currency: subject.object.currency, max: subject.object.amount_paid },
      },
    }
  },
  confirm({ input, subject }) {
    if (input.note === 'not this one') return { faults: { items: 'Not these.' } }
    return {
      title: 'Refund the customer?',
      submit: 'Refund',
      danger: true,
      fields: fields({ Amount: money(input.amount, subject.object.currency) }).fields,
    }
  },
  async run({ input, subject, stripe, sources, step, keyFor }) {
    runsBegun.count += 1
    if (input.note === 'refuse') throw new Refused('The customer has been told otherwise.')
    if (input.note === 'break') throw new TypeError('amy@example.com is not a function')
    const refund = await step('refund', async () => {
      const made = await stripe.refunds.create(
        { payment_intent: `pi_${subject.id}`, amount: input.amount },
        { idempotencyKey: keyFor('refund') },
      )
      return { id: made.id }
    })
    if (input.note === 'break later') throw new TypeError('amy@example.com is not a function')
    await step('tell-shipping', async () => {
      await sources.shipping.send('POST', '/returns/:id/approve', z.object({ state: z.string() }), {
        params: { id: subject.id },
        body: { restock: input.restock === 'yes' },
        idempotencyKey: keyFor('approve'),
      })
    })
    return {
      title: 'Return approved',
      id: refund.id,
      text: ['Refunded ', money(input.amount, subject.object.currency), '.'],
    }
  },
  refreshes: ['returns'],
})

export const plainAction = defineAction({
  id: 'note-call',
  title: 'Note a call',
  for: ['invoice', 'email'],
  roles: 'anybody',
  input: z.object({ text: z.string().trim().min(1).max(50) }),
  run: async ({ input }) => ({ title: `Noted ${input.text}` }),
})

export const returnsPanel = definePanel({
  id: 'returns',
  title: 'Returns',
  for: ['invoice'],
  sources: { shipping },
  async load({ subject, sources }) {
    const found = await sources.shipping.get('/returns/:id', returnSchema, { params: { id: subject.id } })
    return { blocks: [blocks.text([foreign(found.state)])] }
  },
})

export const companyConfig: TillsideConfig = defineConfig({
  panels: [returnsPanel],
  actions: [approveReturn, plainAction],
})

/** Called before and after each outgoing request takes effect; may delay it or make it fail. */
export type Weather = (
  service: 'stripe' | 'shipping',
  when: 'before' | 'after',
  method: string,
) => Promise<void> | void

export type Company = {
  fetch: Ports['fetch']
  /** Effects: refunds by idempotency key. */
  refunds: Map<string, { id: string; payment: string; amount: number }>
  approvals: Map<string, string>
  requests: string[]
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    // The job retries, so the client must not wait and retry as well.
    headers: { 'Content-Type': 'application/json', 'stripe-should-retry': 'false', 'request-id': 'req_test' },
  })

/** Creates a fetch that answers for Stripe and the shipping service. Every invoice was paid with 100.00 EUR. */
export function createCompany(weather: Weather = () => undefined): Company {
  const company: Company = { fetch: answer, refunds: new Map(), approvals: new Map(), requests: [] }
  async function answer(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input)
    const method = init.method ?? 'GET'
    const service = url.hostname === '127.0.0.1' ? 'shipping' : 'stripe'
    company.requests.push(`${method} ${url.pathname}`)
    await weather(service, 'before', method)
    const response = await (service === 'stripe' ? stripe : ship)(url, method, init)
    await weather(service, 'after', method)
    return response
  }
  async function stripe(url: URL, method: string, init: RequestInit): Promise<Response> {
    const id = url.pathname.split('/').at(-1) ?? ''
    if (method === 'GET') {
      if (id === 'in_gone')
        return json({ error: { type: 'invalid_request_error', code: 'resource_missing' } }, 404)
      return json({ id, object: 'invoice', currency: 'eur', amount_paid: 10_000 })
    }
    const key = new Headers(init.headers).get('Idempotency-Key') ?? ''
    const form = new URLSearchParams(
      typeof init.body === 'string' ? init.body : await new Response(init.body).text(),
    )
    const amount = Number(form.get('amount'))
    if (amount === 6666)
      return json(
        {
          error: {
            type: 'invalid_request_error',
            code: 'charge_already_refunded',
            message: 'amy@example.com',
          },
        },
        400,
      )
    const made = company.refunds.get(key) ?? {
      id: `re_${company.refunds.size + 1}`,
      payment: form.get('payment_intent') ?? '',
      amount,
    }
    company.refunds.set(key, made)
    return json({ id: made.id, object: 'refund', amount: made.amount })
  }
  async function ship(url: URL, method: string, init: RequestInit): Promise<Response> {
    const id = url.pathname.split('/')[3] ?? ''
    if (method === 'POST') company.approvals.set(new Headers(init.headers).get('Idempotency-Key') ?? '', id)
    const state = [...company.approvals.values()].includes(id) ? 'approved' : 'asked'
    return json({ id, state, itemsMinor: { lamp: 8900, shade: 1100 } })
  }
  return company
}

export type Process = { actions: Actions; worker: Worker; metrics: Metrics; deps: ActionDeps }

/** Starts the parts of one gateway process. */
export function startProcess(options: {
  db: Database
  dialect: Dialect
  ports: Ports
  config?: TillsideConfig
  hasActionsKey?: boolean
}): Process {
  const { db, dialect, ports, config = companyConfig, hasActionsKey = true } = options
  const metrics = createMetrics()
  const open = () =>
    new Stripe('rk_test_0123456789', {
      httpClient: Stripe.createFetchHttpClient(ports.fetch),
      maxNetworkRetries: 0,
      telemetry: false,
    })
  const clients = { reading: open, acting: () => (hasActionsKey ? open() : undefined) }
  const objects = createSubjectObjects({ tenantId: 'self', clients, now: ports.now })
  const sources = createSources({ tenantId: 'self', config, ports, metrics, runtime: {} })
  const base = { tenantId: 'self', config: () => config, clients, objects, sources, ports, metrics }
  const deps: ActionDeps = { ...base, db, panels: createPanelLoader(base) }
  const worker = createWorker({
    db,
    dialect,
    ports,
    metrics,
    tasks: { [actionTask]: createActionTask(deps) },
  })
  return { actions: createActions({ ...deps, worker }), worker, metrics, deps }
}

/** A requester with the role, in the Stripe App. */
export const asker = (more: Partial<ActionRequester> = {}): ActionRequester => ({
  caller: { id: 'usr_noor', kind: 'stripe_app', name: 'usr_noor', roles: ['support_specialist'] },
  account: { key: 'live-1', mode: 'live' },
  sandbox: false,
  surface: 'stripe_app',
  requestId: 'req_first',
  signal: new AbortController().signal,
  ...more,
})
