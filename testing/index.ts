// What `tillside/testing` exports: a gateway in the test's own process, with the simulated Stripe behind it. Nothing listens, nothing
// is written to disk, and no request leaves the machine.

import { randomBytes, randomUUID } from 'node:crypto'
import { selfTenantId } from '#auth/principal.ts'
import { parseConfig } from '#config.ts'
import type { ActionResponse } from '#contract/actions.ts'
import type { Mode, StripeAccount } from '#contract/billing.ts'
import type { FormInput } from '#contract/form.ts'
import type { Panel } from '#contract/panel.ts'
import { subjectSchema, type ObjectKind, type Subject } from '#contract/subject.ts'
import type { Caller } from '#definitions/context.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { OnPanelFailure } from '#extensions/panels/load.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { drawPanelText } from '../cli/draw/text.ts'
import { openContexts } from '../runtimes/compose/contexts.ts'
import { assembleExtensions } from '../runtimes/compose/extensions.ts'
import { openWork } from '../runtimes/compose/work.ts'
import { openDatabase, prepareDatabase } from '../runtimes/node/open-database.ts'
import { createFetchOutside } from '../runtimes/compose/fetch-outside.ts'
import { nodeSourceRuntime } from '../runtimes/node/open-sql.ts'
import { createNodePorts } from '../runtimes/node/ports.ts'
import { createStripeSimulator, type StripeSimulator } from '../simulator/stripe/simulator.ts'
import { drawPanelHtml } from './draw-html.ts'

export type TestOptions = {
  /** Answers the requests of HTTP sources. Without it each of them fails with a message that names its address. */
  fetch?: (request: Request) => Response | Promise<Response>
  /** `live` by default. */
  mode?: Mode
}

/** What a panel or an action is about: `{ customer: 'cus_…' }`, `{ invoice: 'in_…' }`, `{ email: 'ann@example.com' }`. */
export type TestSubject = { [K in ObjectKind | 'email']?: string }

/** The person who looks or acts. Absent roles mean every role that the configuration names. */
export type TestCaller = { roles?: readonly string[]; name?: string }

/** A panel as it is drawn. `plain` has the data that the gateway sends, `text` what a person reads, `html` the sidebar's elements. */
export type DrawnPanel = { plain: Panel; text: string; html: string }

export interface TestAction {
  /** The first form, a refusal, or the confirmation of an action without a form. */
  open(): Promise<ActionResponse>
  /** Checks what was entered, without running anything: the next form, the same one with errors, or the confirmation. */
  check(input: FormInput, step?: number): Promise<ActionResponse>
  /** Runs the action; the same `key` runs it once, however often it is called. */
  run(input: FormInput, key?: string): Promise<ActionResponse>
}

/** The simulated Stripe behind the gateway. Its customers are those of the preview world. */
export interface TestStripe {
  /** The id of the customer with this address. Throws if there is none or more than one. */
  customer(address: string): string
  /** Ids of what belongs to the customer with this address, newest first. */
  paymentsOf(address: string): string[]
  invoicesOf(address: string): string[]
  subscriptionsOf(address: string): string[]
  /** Every request so far, in order: `POST /v1/refunds`. */
  requests(): string[]
}

export interface TestGateway {
  readonly stripe: TestStripe
  /** Draws a panel of the configuration. Throws what its `load` throws. */
  panel(id: string, subject: TestSubject, caller?: TestCaller & { locale?: string }): Promise<DrawnPanel>
  action(id: string, subject: TestSubject, caller?: TestCaller): TestAction
  close(): Promise<void>
}

const silent = createLog({ level: 'error', now: () => Date.now(), write: () => undefined })

/** The ports of Node, except the network: the simulated Stripe, and the test's own services. */
function portsOf(stripe: StripeSimulator, { fetch: services }: TestOptions) {
  const { ports, close } = createNodePorts(silent)
  const fetch: Ports['fetch'] = async (input, init) => {
    const request = new Request(input, init)
    if (new URL(request.url).host === 'api.stripe.com') return stripe.handle(request)
    if (services) return services(request)
    throw new TypeError(
      `${request.method} ${request.url}: give openTillside a \`fetch\` that answers this request`,
    )
  }
  return { ports: { ...ports, fetch }, close }
}

/** Opens a gateway for a configuration: `openTillside(config)`, with the default export of tillside.config.ts. */
export async function openTillside(
  definitions: TillsideConfig,
  options: TestOptions = {},
): Promise<TestGateway> {
  const { mode = 'live' } = options
  const simulator = createStripeSimulator()
  const { keys } = simulator
  const config = parseConfig({
    STRIPE_API_KEY: mode === 'live' ? keys.live : keys.test,
    STRIPE_ACTIONS_KEY: mode === 'live' ? keys.canWrite : keys.canWriteTest,
    TILLSIDE_PROXY_SECRET: randomBytes(24).toString('base64url'),
    TILLSIDE_KEKS: `testing:${randomBytes(32).toString('base64')}`,
  })
  const { ports, close: closePorts } = portsOf(simulator, options)
  const database = openDatabase(config, silent, ':memory:')
  await prepareDatabase(database, ports.now)
  const tenant = await createSelfTenant(selfTenantId, config)
  const metrics = createMetrics()
  const failures = new Map<string, unknown>()
  const onPanelFailure: OnPanelFailure = ({ panel, failure }) => failures.set(panel, failure)
  const base = { config, ports, metrics, tenant }
  // The test's own `fetch` answers for remote services, wherever they are.
  const fetchOutside = createFetchOutside({ fetch: ports.fetch, isAllowed: () => true })
  const runtime = { ...nodeSourceRuntime, fetchOutside }
  const opened = assembleExtensions(definitions, { ...base, runtime, onPanelFailure })
  const context = openContexts(base)(tenant)
  const { actions } = openWork({ ...base, database, opened, context })
  const [account] = context.accounts()
  if (!account) throw new Error('The simulated Stripe has no account')

  const request = (caller: TestCaller | undefined) => ({
    caller: callerFrom(definitions, caller),
    account,
    sandbox: false,
    surface: 'cli' as const,
    requestId: `req_${randomBytes(12).toString('hex')}`,
    signal: new AbortController().signal,
  })

  return {
    stripe: stripeOf(simulator, mode),
    async panel(id, about, { locale = 'en', ...caller } = {}) {
      const subject = subjectFrom(about, account)
      const view = { locale, timeZone: 'UTC' }
      const loading = opened.extensions.panels.load({
        ...request(caller),
        ...view,
        subject,
        params: {},
        panel: id,
      })
      for await (const plain of loading) {
        const failure = failures.get(id)
        failures.delete(id)
        if (failure !== undefined) throw failureOf(failure)
        const at = { ...view, nowMs: ports.now() }
        return { plain, text: drawPanelText(plain, at), html: await drawPanelHtml(plain, at) }
      }
      throw new Error(`"${id}" drew no panel`)
    },
    action(id, about, caller) {
      const subject = subjectFrom(about, account)
      const ask = (stage: object) =>
        actions.respond(id, { subject, ...stage } as Parameters<typeof actions.respond>[1], request(caller))
      return {
        open: () => ask({ stage: 'open' }),
        check: (input, step) => ask({ stage: 'check', input, ...(step === undefined ? {} : { step }) }),
        run: (input, key = randomUUID()) => ask({ stage: 'run', input, key }),
      }
    },
    async close() {
      await opened.close()
      await database.close()
      await closePorts()
    },
  }
}

function stripeOf(simulator: StripeSimulator, mode: Mode): TestStripe {
  const store = simulator.compartment(simulator.accounts.eu, mode === 'live')
  const requests: string[] = []
  simulator.onRequest(({ method, path }) => requests.push(`${method} ${path}`))
  const customer = (address: string) => {
    const [found, ...others] = simulator.customersOf(address, { livemode: mode === 'live' })
    if (!found) throw new Error(`The simulated Stripe has no customer with the address ${address}`)
    if (others.length > 0)
      throw new Error(`${address} belongs to ${others.length + 1} customers; choose another one`)
    return found.id
  }
  const idsOf = (table: 'payment_intent' | 'invoice' | 'subscription', address: string) =>
    store
      .related(table, 'customer', customer(address))
      .sort((a, b) => b.created - a.created)
      .map(({ id }) => id)
  return {
    customer,
    paymentsOf: (address) => idsOf('payment_intent', address),
    invoicesOf: (address) => idsOf('invoice', address),
    subscriptionsOf: (address) => idsOf('subscription', address),
    requests: () => [...requests],
  }
}

function subjectFrom(about: TestSubject, account: StripeAccount): Subject {
  const [entry, ...others] = Object.entries(about)
  if (!entry || others.length > 0) throw new TypeError(`Name one subject, such as { customer: 'cus_…' }`)
  const [kind, value] = entry
  const named = kind === 'email' ? { kind, address: value } : { kind, id: value }
  return subjectSchema.parse({ ...named, account: account.key })
}

/** The error that `load` threw, with its stack; otherwise why the panel failed. */
const failureOf = (failure: unknown): unknown =>
  typeof failure === 'object' && failure !== null && 'error' in failure
    ? failure.error
    : new Error(`The panel failed: ${JSON.stringify(failure)}`)

function callerFrom({ panels, actions }: TillsideConfig, { roles, name = 'Test' }: TestCaller = {}): Caller {
  const named = [...panels, ...actions].flatMap((one) => (one.roles === 'anybody' ? [] : (one.roles ?? [])))
  return { id: 'cli', kind: 'cli', name, roles: roles ?? [...new Set(named)] }
}
