// A gateway with a day of events, and a browser. No worker processes the rows, so the pages do not change.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, type Updateable } from 'kysely'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { insertAttempt, type AttemptRow } from '#store/attempts.ts'
import { insertDeliveries } from '#store/deliveries.ts'
import { ensureEndpoints } from '#store/endpoints.ts'
import { insertEvents, type NewEvent } from '#store/events.ts'
import type { Database, Schema } from '#store/schema.ts'
import { insertStep } from '#store/steps.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { startGateway, type RunningGateway } from '../../../runtimes/node/start.ts'
import { addRun, type RunInRow } from '../events/handler-run.ts'
import { createRandom } from '../clock.ts'
import { secret } from '../gateway/node.ts'
import { findBrowser, howToGetBrowser, launchBrowser } from './chromium.ts'

export const browserPath = await findBrowser()
if (!browserPath) process.stderr.write(`${howToGetBrowser} The browser tests are skipped.\n`)

export const consoleSecret = 'the-operator-alone-knows'
const minuteMs = 60_000
const endpoints = [
  { id: 'orders', url: 'https://orders.kelpie.example/hooks/stripe' },
  { id: 'ledger', url: 'https://ledger.kelpie.example/events' },
  { id: 'warehouse', url: 'https://warehouse.kelpie.example/v2/stripe' },
]

/* Assembled from parts, so that no scanner mistakes a line of this file for a secret. */
const signing = ['whsec', btoa('s'.repeat(32))].join('_')
const definitions = `import { defineConfig, defineEndpoint, defineSchedule } from 'tillside/config'
const endpoints = ${JSON.stringify(endpoints)}.map((one) => defineEndpoint({ ...one, events: ['*'], secrets: ['${signing}'] }))
const at = { timeZone: 'Europe/Vienna', missed: 'skip', run: async () => undefined } as const
export default defineConfig({
  endpoints,
  schedules: [
    defineSchedule({ ...at, id: 'remind-past-due', cron: '0 9 * * 1-5' }),
    defineSchedule({ ...at, id: 'close-the-books', cron: '30 2 * * *' }),
  ],
})
`

export type OpenPage = { page: Page; trouble: string[] }

/** One gateway and one browser for a file of tests; each test has its own page. */
export function useConsole(options: { isFilled?: boolean } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-console-'))
  let gateway: RunningGateway | undefined
  let browser: Browser | undefined
  let db: Database | undefined
  const contexts: BrowserContext[] = []
  beforeAll(async () => {
    if (!browserPath) return
    writeFileSync(join(folder, 'tillside.config.ts'), definitions)
    gateway = await startGateway(
      {
        PORT: '0',
        TILLSIDE_DATA_DIR: folder,
        TILLSIDE_CONFIG: join(folder, 'tillside.config.ts'),
        TILLSIDE_PROXY_SECRET: secret,
        TILLSIDE_CONSOLE_SECRET: consoleSecret,
      },
      { quiet: true, role: 'web' },
    )
    db = new Kysely<Schema>({ dialect: openSqlite(join(folder, 'tillside.sqlite')) })
    if (options.isFilled) await db.transaction().execute((transaction) => fill(transaction, Date.now()))
    browser = await launchBrowser(browserPath)
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await db?.destroy()
    await gateway?.close(0)
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(path = '/console/', given: BrowserContextOptions = {}): Promise<OpenPage> {
    if (!browser || !gateway) throw new Error('The browser has not started')
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      ...given,
    })
    contexts.push(context)
    const page = await context.newPage()
    const trouble: string[] = []
    page.on('pageerror', (error) => trouble.push(error.message))
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()))
    await page.goto(`${gateway.consoleUrl}${path}`)
    return { page, trouble }
  }

  return {
    open,
    /** Opens a page, signs in and waits for the list. */
    async enter(path = '/console/events', given: BrowserContextOptions = {}): Promise<OpenPage> {
      const opened = await open(path, given)
      await opened.page.locator('#secret').fill(consoleSecret)
      await opened.page.keyboard.press('Enter')
      await opened.page.waitForSelector('#events')
      return opened
    },
    addresses: () => {
      if (!gateway?.consoleUrl) throw new Error('The gateway has not started')
      return { url: gateway.url, consoleUrl: gateway.consoleUrl }
    },
    store: (): Database => {
      if (!db) throw new Error('There is no database')
      return db
    },
  }
}

const people = ['Marisol Duarte', 'Tomasz Wójcik', 'Priya Nair', 'Jonas Weber']

function payloadOf(event: NewEvent): string {
  return JSON.stringify({
    id: event.eventId,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(event.occurredAtMs / 1000),
    type: event.type,
    livemode: event.mode === 'live',
    data: {
      object: {
        id: event.objectId,
        object: event.type.split('.')[0],
        amount_due: 8900,
        currency: 'eur',
        status: 'open',
        customer: event.customerId,
        customer_name: people[event.eventId.length % people.length],
        customer_email: 'marisol@example.com',
        customer_address: { city: 'Porto', country: 'PT', line1: 'Rua das Flores 12' },
        metadata: { order: 'K-2041' },
        lines: { object: 'list', data: [{ id: 'il_1Qk', amount: 8900, description: 'Beans, monthly' }] },
      },
    },
    request: { id: null, idempotency_key: null },
  })
}

const types = [
  'invoice.paid',
  'charge.succeeded',
  'customer.updated',
  'payment_intent.succeeded',
  'invoice.finalized',
]
const prefixes: Record<string, string> = {
  invoice: 'in',
  charge: 'ch',
  customer: 'cus',
  payment_intent: 'pi',
}

type Given = Partial<NewEvent> & { row?: Updateable<Schema['events']> }

function createAdd(db: Database, nowMs: number) {
  const random = createRandom(7)
  const letters = (length: number) =>
    Array.from({ length }, () =>
      'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'.charAt(Math.floor(random() * 55)),
    ).join('')
  let count = 0
  return {
    random,
    add: async ({ row, ...given }: Given): Promise<string> => {
      count += 1
      const type = given.type ?? types[Math.floor(random() * types.length)] ?? 'invoice.paid'
      const atMs = given.atMs ?? nowMs
      const event: NewEvent = {
        id: `evr_${String(count).padStart(6, '0')}`,
        tenantId: 'self',
        mode: 'live',
        eventId: `evt_1Q${letters(20)}`,
        form: 'snapshot',
        type,
        objectId: `${prefixes[type.split('.')[0] ?? ''] ?? 'ob'}_1Q${letters(14)}`,
        customerId: `cus_Q${letters(12)}`,
        occurredAtMs: atMs - 900,
        cameBy: 'live',
        payload: '',
        atMs,
        ...given,
      }
      await insertEvents(db, [{ ...event, payload: given.payload ?? payloadOf(event) }])
      await db
        .updateTable('events')
        .set({ state: 'done', ended_at_ms: atMs + 40, ...row })
        .where('id', '=', event.id)
        .execute()
      return event.id
    },
    run: (eventRowId: string, row?: RunInRow) =>
      addRun(db, { tenantId: 'self', eventRowId, atMs: nowMs }, row),
    attempt: (
      id: string,
      given: Partial<AttemptRow>,
      queue: 'handler_runs' | 'deliveries' = 'handler_runs',
    ) =>
      insertAttempt(
        db,
        { queue, tenantId: 'self', id, leaseId: `lse_${(count += 1)}` },
        { number: 1, atMs: nowMs, tookMs: 4, outcome: 'done', ...given },
      ),
  }
}

type Add = ReturnType<typeof createAdd>

/** Fills the database with a day of rising and falling traffic, an incident, and every state. */
async function fill(db: Database, nowMs: number): Promise<void> {
  const made = createAdd(db, nowMs)
  await ensureEndpoints(db, 'self', endpoints.slice(0, 2), nowMs)
  const laneMs = 10 * minuteMs
  for (let lane = 143; lane >= 1; lane--) {
    const tide = 6 + 5 * Math.sin((lane / 144) * 2 * Math.PI + 1)
    for (let i = 0; i < tide + made.random() * 2; i++)
      await addHandled(made, nowMs - lane * laneMs + Math.floor(made.random() * laneMs))
  }
  await fillTrouble(made, nowMs)
  await fillNewest(db, made, nowMs)
  await fillHealth(db, nowMs)
}

async function addHandled({ add, run, attempt, random }: Add, atMs: number): Promise<void> {
  const id = await add({ atMs, payload: '{}' })
  if (random() < 0.85) await attempt(await run(id), { atMs, tookMs: 3 + Math.floor(random() * 12) })
}

async function fillTrouble({ add, run, attempt, random }: Add, nowMs: number): Promise<void> {
  const fromMs = nowMs - 400 * minuteMs
  for (let i = 0; i < 46; i++) {
    const atMs = fromMs + Math.floor(random() * 40 * minuteMs)
    const id = await add({ atMs, payload: '{}', row: { ended_at_ms: fromMs + 55 * minuteMs } })
    await attempt(await run(id, { attempts: 2 }), {
      atMs,
      outcome: 'postponed',
      error: 'handler_failed:note-orders',
    })
  }
}

async function fillNewest(db: Database, { add, run, attempt }: Add, nowMs: number): Promise<void> {
  const dead = await add({
    id: 'evr_dead',
    eventId: 'evt_1QdeadSubscription',
    type: 'customer.subscription.deleted',
    objectId: 'sub_1QkPq7GhTnWyRa7',
    atMs: nowMs - 11 * 60 * minuteMs,
    row: { state: 'dead', ended_at_ms: nowMs - 480 * minuteMs },
  })
  const gaveUp = await run(dead, { state: 'dead', attempts: 8, error: 'handler_failed:note-orders' })
  for (let number = 1; number <= 8; number++)
    await attempt(gaveUp, {
      number,
      tookMs: 310,
      atMs: nowMs - (660 - number * 20) * minuteMs,
      outcome: number === 8 ? 'dead' : 'postponed',
      error: 'handler_failed:note-orders',
    })
  await insertStep(
    db,
    { queue: 'handler_runs', tenantId: 'self', id: gaveUp },
    { name: 'look-up', result: '', atMs: nowMs - 660 * minuteMs },
  )
  await attempt(await run(dead, { handler: 'tell-sales' }), { atMs: nowMs - 660 * minuteMs })
  // The list starts with the newest events, so the dead letter is made one of them.
  await db
    .updateTable('events')
    .set({ created_at_ms: nowMs - 3000 })
    .where('id', '=', dead)
    .execute()
  const trying = await add({
    id: 'evr_trying',
    type: 'invoice.payment_failed',
    atMs: nowMs - 6000,
    row: { state: 'waiting', ended_at_ms: null },
  })
  const again = {
    state: 'waiting',
    attempts: 3,
    error: 'timeout',
    next_attempt_at_ms: nowMs + 4 * minuteMs,
  } as const
  await attempt(await run(trying, again), { tookMs: 3000, outcome: 'postponed', error: 'timeout' })
  const lost = await add({
    id: 'evr_lost',
    type: 'charge.dispute.created',
    objectId: 'dp_1Qk9aaBBccDDx1',
    atMs: nowMs - 9000,
  })
  const deliveries = [
    { id: 'dlv_gave_up', endpointId: 'orders' },
    { id: 'dlv_good', endpointId: 'ledger' },
  ]
  await insertDeliveries(db, { tenantId: 'self', eventRowId: lost, nowMs }, deliveries)
  await attempt(
    'dlv_gave_up',
    {
      tookMs: 182,
      outcome: 'dead',
      error: 'status_500',
      note: '{"status":500,"excerpt":"Marisol is unknown"}',
    },
    'deliveries',
  )
  await attempt('dlv_good', { tookMs: 41, note: '{"status":204}' }, 'deliveries')
  await db
    .updateTable('deliveries')
    .set({ state: 'dead', error: 'status_500' })
    .where('id', '=', 'dlv_gave_up')
    .execute()
  await db.updateTable('deliveries').set({ state: 'done' }).where('id', '=', 'dlv_good').execute()
  const handled = await add({ id: 'evr_handled', type: 'invoice.paid', atMs: nowMs - 12_000 })
  await attempt(await run(handled), { tookMs: 6 })
  await add({ id: 'evr_test', type: 'customer.updated', mode: 'test', cameBy: 'test', atMs: nowMs - 15_000 })
  await add({
    id: 'evr_aside',
    type: 'account.updated',
    accountId: 'acct_1QkStranger',
    atMs: nowMs - 18_000,
    row: { state: 'set_aside', error: 'unknown_account', ended_at_ms: null },
  })
}

async function fillHealth(db: Database, nowMs: number): Promise<void> {
  await db
    .updateTable('endpoints')
    .set({
      state: 'disabled',
      reason: 'failing',
      failures: 41,
      failing_since_ms: nowMs - 5 * 86_400_000,
      succeeded_at_ms: nowMs - 5.2 * 86_400_000,
    })
    .where('id', '=', 'orders')
    .execute()
  await db
    .updateTable('endpoints')
    .set({ succeeded_at_ms: nowMs - 4000 })
    .where('id', '=', 'ledger')
    .execute()
  for (const [index, state] of (['done', 'dead', 'done', 'done'] as const).entries()) {
    const atMs = nowMs - (index * 24 + 7) * 60 * minuteMs
    await db
      .insertInto('jobs')
      .values({
        id: `job_${index}`,
        tenant_id: 'self',
        task: 'schedule',
        state,
        payload: '{}',
        result: null,
        error: state === 'dead' ? 'handler_failed:close-the-books' : null,
        attempts: 1,
        next_attempt_at_ms: atMs,
        lease_until_ms: null,
        lease_id: null,
        created_at_ms: atMs,
        updated_at_ms: atMs + 900,
      })
      .execute()
    await insertAttempt(
      db,
      { queue: 'jobs', tenantId: 'self', id: `job_${index}`, leaseId: `l${index}` },
      { number: 1, atMs, tookMs: 860, outcome: state },
    )
    await db
      .insertInto('ticks')
      .values({ tenant_id: 'self', schedule_id: 'close-the-books', tick_at_ms: atMs, job_id: `job_${index}` })
      .execute()
  }
}
