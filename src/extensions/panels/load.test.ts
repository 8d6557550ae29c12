// What is kept of in-house panels, for whom and how long; what is asked of Stripe. The simulated Stripe answers in-process.

import { array, assert, asyncProperty, boolean, constant, constantFrom, record } from 'fast-check'
import { expect, test } from 'vitest'
import type { AppPrincipal } from '#auth/stripe-app/app-principal.ts'
import type { Mode, StripeAccount } from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import type { Subject } from '#contract/subject.ts'
import { text } from '#definitions/blocks.ts'
import { defineConfig } from '#definitions/define-config.ts'
import { definePanel, httpSource, type TillsideConfig } from '#definitions/define.ts'
import { SourceError, type SourceFault } from '#definitions/source-error.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { Secret } from '#secret.ts'
import { createStripeClients } from '#stripe/sdk/client.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { createPanelLoader, type PanelLoadRequest } from './load.ts'
import { createSubjectObjects } from '../subject-object.ts'

const simulator = createStripeSimulator()
const account = (mode: Mode, key = `${mode}-1`): StripeAccount => ({ key, mode })
const customer = (id: string): Subject => ({ kind: 'customer', id })
const priya = simulator.customersOf('priya@brightside.example').find(({ deleted }) => !deleted)?.id ?? ''

function open(config: TillsideConfig, cacheBytesMax?: number) {
  const asked: string[] = []
  const headers: Headers[] = []
  const state = { nowMs: Date.now(), config }
  const ports: Ports = {
    fetch: async (input, init) => {
      const request = new Request(input, init)
      asked.push(`${request.method} ${new URL(request.url).pathname}`)
      headers.push(request.headers)
      return simulator.handle(request)
    },
    now: () => state.nowMs,
    sleep: () => Promise.resolve(),
    randomBytes: (length) => new Uint8Array(length),
    log: createLog({ level: 'error', now: Date.now, write: () => undefined }),
  }
  const { live, test: testKey, platform } = simulator.keys
  const tenant = {
    accounts: [
      { account: account('live'), key: new Secret(live) },
      { account: account('test'), key: new Secret(testKey) },
      { account: account('live', 'platform'), key: new Secret(platform) },
    ],
  }
  const clients = createStripeClients({
    tenant,
    config: { stripeApiBase: 'https://api.stripe.com', stripeActionsKeys: [] },
    ports,
  })
  const objects = createSubjectObjects({ tenantId: 't', clients, now: ports.now })
  const loader = createPanelLoader({
    tenantId: 't',
    config: () => state.config,
    clients,
    objects,
    sources: { open: () => ({}) as never },
    ports,
    metrics: createMetrics(),
    ...(cacheBytesMax === undefined ? {} : { cacheBytesMax }),
  })
  const load = async (subject: Subject, more: Partial<PanelLoadRequest> = {}): Promise<Panel[]> => {
    const panels: Panel[] = []
    const { signal } = new AbortController()
    const caller = { id: 'usr_1', kind: 'stripe_app', name: 'usr_1', roles: ['admin'] } as const
    const whole: PanelLoadRequest = {
      subject,
      surface: 'stripe_app',
      locale: 'en',
      timeZone: 'UTC',
      caller,
      account: account('live'),
      sandbox: false,
      requestId: 'req_1',
      signal,
      ...more,
    }
    for await (const panel of loader.load(whole)) panels.push(panel)
    return panels
  }
  return { load, loader, asked, headers, state }
}

/** Counts its loads; the count is what it shows. */
function counting(more: Partial<Parameters<typeof definePanel>[0]> = {}) {
  let count = 0
  const panel = definePanel({
    id: 'count',
    title: 'Count',
    for: ['customer', 'email'],
    ttlSeconds: 60,
    ...more,
    load: () => ({ blocks: [text(String(++count))] }),
  })
  return { config: defineConfig({ panels: [panel] }), count: () => count }
}

test('a kept result needs neither load nor Stripe until its time is over, and comes without a skeleton', async () => {
  const { config, count } = counting()
  const { load, asked, state } = open(config)
  expect((await load(customer(priya))).map(({ pending }) => pending)).toEqual([true, undefined])
  expect((await load(customer(priya))).map(({ pending }) => pending)).toEqual([undefined])
  expect([count(), asked.length]).toEqual([1, 1])
  state.nowMs += 60_001
  await load(customer(priya))
  await load(customer(priya), { fresh: true })
  expect([count(), asked.length]).toEqual([3, 3])
})

test('a result is kept apart by account, mode, connected account, subject, parameters, language, time zone, roles and surface', async () => {
  const { config, count } = counting()
  const { load } = open(config)
  const mail: Subject = { kind: 'email', address: 'a@b.example' }
  const caller = { id: 'usr_2', kind: 'stripe_app', name: 'usr_2' } as const
  const variants: Partial<PanelLoadRequest>[] = [
    {},
    { account: account('test') },
    { account: account('live', 'platform') },
    { account: account('live', 'platform'), connected: 'acct_2' },
    { params: { a: '1' } },
    { params: { a: '1', b: '2' } },
    { params: { a: '1,b:2' } },
    { locale: 'de' },
    { timeZone: 'Asia/Tokyo' },
    { caller: { ...caller, roles: [] } },
    { caller: { ...caller, roles: ['a', 'b'] } },
    { caller: { ...caller, roles: ['a,b'] } },
    { surface: 'sidebar' },
  ]
  for (const variant of variants) await load(mail, variant)
  await load({ kind: 'email', address: 'c@b.example' })
  expect(count()).toBe(variants.length + 1)
  for (const variant of variants) await load(mail, variant)
  expect(count()).toBe(variants.length + 1)
  // The same for everybody with the same roles.
  await load(mail, { caller: { ...caller, roles: ['admin'] } })
  expect(count()).toBe(variants.length + 1)
})

test('what is drawn for one person by name, or by a service that is told the name, is never shown to another', async () => {
  const jwt = { kind: 'jwt', algorithm: 'HS256', key: 'k'.repeat(32), audience: 'a' } as const
  const named = definePanel({
    id: 'named',
    title: 'Named',
    for: ['email'],
    ttlSeconds: 60,
    load: ({ caller }) => ({ blocks: [text(caller.name)] }),
  })
  const told = counting({
    sources: {
      orders: httpSource({ name: 'orders', baseUrl: 'https://o.example', allow: [], identity: jwt }),
    },
  })
  const { load } = open(defineConfig({ panels: [named, ...told.config.panels] }))
  const mail: Subject = { kind: 'email', address: 'a@b.example' }
  const as = (id: string) => load(mail, { caller: { id, kind: 'stripe_app', name: id, roles: [] } })
  await as('usr_1')
  expect(JSON.stringify(await as('usr_2'))).not.toContain('usr_1')
  expect(told.count()).toBe(2)
  await as('usr_1')
  expect(told.count()).toBe(2)
})

test('an event makes old what declares it, in its own account only, also what is being loaded meanwhile', async () => {
  const { config, count } = counting({ invalidatedBy: ['charge.*', 'invoice.paid'] })
  const { load, loader } = open(config)
  const mail: Subject = { kind: 'email', address: 'a@b.example' }
  const seen = async () => (await load(mail), count())
  await seen()
  loader.invalidate('charge.refunded', { key: 'live-2' })
  loader.invalidate('charge.refunded', { key: 'live-1', connected: 'acct_2' })
  loader.invalidate('chargeback.made', { key: 'live-1' })
  loader.invalidate('invoice.paid.more', { key: 'live-1' })
  expect(await seen()).toBe(1)
  loader.invalidate('charge.refunded', { key: 'live-1' })
  expect(await seen()).toBe(2)
  const under = load(mail, { fresh: true })
  loader.invalidate('invoice.paid', { key: 'live-1' })
  await under
  expect(await seen()).toBe(4)
})

test('what is kept stays within its bytes, and is dropped when the configuration changes', async () => {
  const { config, count } = counting()
  const { load, state } = open(config, 3000)
  for (let at = 0; at < 10; at++) await load({ kind: 'email', address: `${at}@b.example` })
  await load({ kind: 'email', address: '0@b.example' })
  expect(count()).toBe(11)
  await load({ kind: 'email', address: '0@b.example' })
  expect(count()).toBe(11)
  const [panel] = config.panels
  state.config = defineConfig({ panels: panel ? [{ ...panel }] : [] })
  await load({ kind: 'email', address: '0@b.example' })
  expect(count()).toBe(12)
})

test('each kind of object is read by its own name, once for many panels and askers, on the connected account', async () => {
  const shown = ['a', 'b', 'c'].map((id) =>
    definePanel({
      id,
      title: id,
      for: ['customer', 'invoice', 'product', 'subscription', 'payment'],
      load: ({ subject }) => ({ blocks: [text(subject.object.object)] }),
    }),
  )
  const { load, asked, headers } = open(defineConfig({ panels: shown }))
  await Promise.all([load(customer(priya)), load(customer(priya))])
  expect(asked).toEqual([`GET /v1/customers/${priya}`])
  const any = (path: string) => fetchFirst(path)
  const [invoice, product, subscription, intent, charge] = await Promise.all(
    ['invoices', 'products', 'subscriptions', 'payment_intents', 'charges'].map(any),
  )
  const kinds = { invoice, product, subscription } as const
  for (const [kind, id = ''] of Object.entries(kinds)) {
    const panels = await load({ kind: kind as 'invoice', id })
    expect(panels.at(-1)?.blocks).toEqual([text(kind)])
  }
  expect((await load({ kind: 'payment', id: intent ?? '' })).at(-1)?.blocks).toEqual([text('payment_intent')])
  expect((await load({ kind: 'payment', id: charge ?? '' })).at(-1)?.blocks).toEqual([text('charge')])
  await load(customer('cus_elsewhere'), {
    account: account('live', 'platform'),
    connected: simulator.accounts.us,
  })
  expect(headers.at(-1)?.get('stripe-account')).toBe(simulator.accounts.us)
  expect(headers[0]?.get('stripe-account')).toBeNull()
  expect(headers[0]?.get('stripe-version')).toBe('2026-10-28.endive')
})

async function fetchFirst(path: string): Promise<string | undefined> {
  const request = new Request(`https://api.stripe.com/v1/${path}?limit=1`, {
    headers: { authorization: `Bearer ${simulator.keys.live}` },
  })
  const list = (await (await simulator.handle(request)).json()) as { data: { id: string }[] }
  return list.data[0]?.id
}

test('every fault of a service has a sentence of its own, which names the service and nothing it said', async () => {
  const faults: SourceFault[] = [
    'timeout',
    'unreachable',
    'circuit_open',
    'refused',
    'not_found',
    'rejected',
    'failed',
    'answer_invalid',
    'not_declared',
  ]
  const panels = faults.map((fault) =>
    definePanel({
      id: `p-${fault.replaceAll('_', '-')}`,
      title: fault,
      for: ['email'],
      load: () =>
        Promise.reject(new SourceError('order-service', fault, { cause: new Error('secret words') })),
    }),
  )
  const { load } = open(defineConfig({ panels }))
  for (const locale of ['en', 'de-AT', 'fr']) {
    const drawn = (await load({ kind: 'email', address: 'a@b.example' }, { locale })).filter(
      ({ pending }) => !pending,
    )
    const titles = drawn.map(({ blocks: [alert] }) =>
      alert?.type === 'alert' && typeof alert.title === 'string' ? alert.title : '',
    )
    expect(new Set(titles).size).toBe(faults.length)
    for (const title of titles) expect(title).toContain('Order service')
    expect(JSON.stringify(drawn)).not.toContain('secret words')
  }
})

test('work of a caller who has gone is aborted and is no failure', async () => {
  const gone = new AbortController()
  const begun = Promise.withResolvers<AbortSignal>()
  const load = ({ signal }: { signal: AbortSignal }) => {
    begun.resolve(signal)
    return new Promise<'hidden'>(() => undefined)
  }
  const opened = open(
    defineConfig({ panels: [definePanel({ id: 'waits', title: 'Waits', for: ['email'], load })] }),
  )
  const loading = opened.load({ kind: 'email', address: 'a@b.example' }, { signal: gone.signal })
  const told = await begun.promise
  gone.abort(new Error('gone'))
  await expect(loading).rejects.toThrow('gone')
  expect(told.aborted).toBe(true)
})

/** Two values of each field that a signer chooses. A new field does not compile until it stands here. */
const chosen: { [Field in keyof Required<AppPrincipal>]: (who: AppPrincipal) => AppPrincipal } = {
  kind: (who) => who,
  tenantId: (who) => who,
  name: (who) => ({ ...who, name: `${who.name}x` }),
  userId: (who) => ({ ...who, userId: `${who.userId ?? 'usr_'}x` }),
  accountId: (who) => ({ ...who, accountId: `${who.accountId}x` }),
  mode: (who) => ({ ...who, mode: who.mode === 'live' ? 'test' : 'live' }),
  sandbox: (who) => ({ ...who, sandbox: !who.sandbox }),
  roles: (who) => ({ ...who, roles: [...who.roles, 'x'] }),
}
/** One kind, and one tenant of a loader: these cannot be chosen. */
const given = ['kind', 'tenantId']
const principals = record({
  kind: constant('stripe_app' as const),
  tenantId: constant('t'),
  userId: constantFrom('usr_1', 'usr_2'),
  accountId: constantFrom('acct_1', 'acct_2'),
  mode: constantFrom('live' as const, 'test' as const),
  sandbox: boolean(),
  roles: array(constantFrom('admin', 'view_only', 'a","b'), { maxLength: 2 }),
  name: constantFrom('usr_1', 'Ann'),
})

test('what one signer was shown is shown to no other who differs in anything that was signed (C5)', async () => {
  const asked = ({ accountId, mode = 'live', sandbox, userId = accountId, name, roles }: AppPrincipal) => ({
    account: account(mode),
    connected: accountId,
    sandbox,
    caller: { id: userId, kind: 'stripe_app', name, roles } as const,
  })
  const named = definePanel({
    id: 'named',
    title: 'Named',
    for: ['email'],
    ttlSeconds: 60,
    load: ({ caller }) => ({ blocks: [text(`${caller.id} ${caller.name} ${String(Math.random())}`)] }),
  })
  const email = { kind: 'email', address: 'a@b.example' } as const
  await assert(
    asyncProperty(
      principals,
      constantFrom(
        ...(Object.keys(chosen) as (keyof typeof chosen)[]).filter((field) => !given.includes(field)),
      ),
      async (who, field) => {
        const { load } = open(defineConfig({ panels: [named] }))
        const shown = async (principal: AppPrincipal) =>
          JSON.stringify((await load(email, asked(principal))).at(-1)?.blocks)
        const first = await shown(who)
        expect(await shown({ ...who })).toBe(first)
        expect(await shown(chosen[field](who)), field).not.toBe(first)
      },
    ),
    { numRuns: 100 },
  )
})

test('a panel that looks only at the kind of caller is kept apart by it', async () => {
  const { config, count } = counting()
  const { load } = open(config)
  for (const kind of ['connection_key', 'secret_header', 'connection_key'] as const)
    await load(
      { kind: 'email', address: 'a@b.example' },
      { surface: 'sidebar', caller: { id: kind, kind, name: kind, roles: [] } },
    )
  expect(count()).toBe(2)
})

test('a panel is told the time zone of the reader', async () => {
  const panel = definePanel({
    id: 'zone',
    title: 'Zone',
    for: ['email'],
    load: ({ timeZone }) => ({ blocks: [text(timeZone)] }),
  })
  const { load } = open(defineConfig({ panels: [panel] }))
  const drawn = await load({ kind: 'email', address: 'a@b.example' }, { timeZone: 'Asia/Tokyo' })
  expect(JSON.stringify(drawn)).toContain('Asia/Tokyo')
})
