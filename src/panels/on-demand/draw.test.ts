// What a person reads in a section they opened.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NextInvoice, OnDemand, Cached, Unavailable } from '#contract/billing.ts'
import { panelSchema } from '#contract/panel.ts'
import { drawClosedSections, drawOnDemand } from '../draw.ts'
import { payment as anyPayment } from '../fixtures/arbitrary-billing.ts'
import { anyHit, method as anyMethod, subscription as anySubscription } from '../fixtures/arbitrary-lookup.ts'
import * as arbitrary from '../fixtures/arbitrary-values.ts'
import * as f from '../fixtures/billing.ts'
import { panelsText } from '../fixtures/panel-text.ts'

const view = { ...f.view, metadataKeys: ['crm'] }
const read = <T>(value: T): Cached<T> => ({ state: 'read', value, asOfMs: f.nowMs })
const none = read({ items: [], hasMore: false })
const page = <T>(...items: T[]) => read({ items, hasMore: false })
const refused = (permission: string): { state: 'unavailable'; why: Unavailable } => ({
  state: 'unavailable',
  why: { reason: 'permission', permissions: [permission] },
})

const hit = (of: Parameters<typeof f.billing>[0] = {}) => f.billing(of)
const text = (section: OnDemand, of?: Parameters<typeof f.billing>[0]) =>
  panelsText([drawOnDemand(section, hit(of), view)])

const next = (of: Partial<NextInvoice> = {}): NextInvoice => ({
  subscriptionId: 'sub_1',
  currency: 'eur',
  atMs: f.at('2026-12-03'),
  sent: false,
  lines: [
    {
      description: '3 × Café plan (at €49.00 / month)',
      amountMinor: 14_700,
      proration: false,
      pending: false,
    },
    { description: 'Unused time on Café plan', amountMinor: -2_450, proration: true, pending: false },
    { description: 'Delivery', amountMinor: 500, proration: false, pending: true },
  ],
  linesHasMore: false,
  discountMinor: 1_000,
  taxMinor: 2_233,
  taxIncludedMinor: 0,
  totalMinor: 13_983,
  amountDueMinor: 12_783,
  ...of,
})
const comingUp = (of: Partial<OnDemand & { section: 'coming-up' }> = {}): OnDemand => ({
  section: 'coming-up',
  nextInvoices: [{ subscription: f.subscription(), next: read(next()) }],
  subscriptions: read({ hasMore: false }),
  productNames: new Map(),
  pendingItems: none,
  schedules: none,
  ...of,
})

test('the next invoice says when it is charged, for what, and how its lines come to what is due', () => {
  expect(text(comingUp())).toMatchInlineSnapshot(`
    "== stripe:coming-up
    > Coming up
    Next invoice
    To pay: €127.83 (Charge 2026-12-03(date))
    For: ‹3 × Café plan (at €49.00 / month)›: €147.00 | ‹Unused time on Café plan›: −€24.50 (prorated) | ‹Delivery›: €5.00 (one-time item)
    Discounts: −€10.00
    Tax: €22.33
    Total: €139.83
    Balance: −€12.00
    Waiting for the next invoice
    No pending items.
    Scheduled changes
    No scheduled changes."
  `)
})

test('a subscription that ends, is refused or is one of several says so in its own row', () => {
  const two = f.subscription({ id: 'sub_2' })
  const sections = comingUp({
    nextInvoices: [
      { subscription: f.subscription(), next: read('none') },
      { subscription: two, next: { state: 'unavailable', why: { reason: 'timeout' } } },
    ],
    subscriptions: read({ hasMore: true }),
  })
  expect(text(sections)).toContain('No further invoice.')
  expect(text(sections)).toContain('Stripe took too long to answer')
  const more = JSON.stringify(drawOnDemand(sections, hit(), view))
  expect(more).toContain('There are more subscriptions than were checked.')
})

test('a change that waits for payment says what it changes to', () => {
  const item = f.item({ quantity: 4, price: { unitAmountMinor: 4900 } })
  const subscriptions = [
    f.subscription({ pendingUpdate: { expiresAtMs: f.at('2026-12-01'), items: [item] } }),
  ]
  const drawn = text(comingUp(), { subscriptions })
  expect(drawn).toContain('4 × €49.00 / month')
  expect(drawn).toContain('a change is waiting for payment until 2026-12-01(date)')
})

test('an id of any length stays within the contract', () => {
  const long = 'x'.repeat(3000)
  const panel = drawOnDemand(
    comingUp({
      nextInvoices: ['a', 'b'].map((id) => ({
        subscription: f.subscription({ id: id + long }),
        next: read('none' as const),
      })),
      pendingItems: page({ id: long, amountMinor: 1, currency: 'eur', proration: false }),
      schedules: page({ id: long, status: 'active', phases: [] }),
    }),
    hit(),
    view,
  )
  expect(panelSchema.parse(panel)).toEqual(panel)
})

test('what is scheduled is told by phases to come, in the currency of the subscription or without an amount', () => {
  const price = (id: string, currency: string) =>
    f.item({ price: { id, nickname: id, currency, unitAmountMinor: 4000 } }).price
  const schedule = (currency: string) => ({
    id: 'sub_sched_1',
    status: 'active',
    subscriptionId: 'sub_1',
    endBehavior: 'cancel',
    phases: [
      { startsAtMs: f.at('2026-01-01'), endsAtMs: f.at('2026-12-31'), items: [], discounts: 0 },
      {
        startsAtMs: f.at('2026-12-31'),
        endsAtMs: f.at('2027-12-31'),
        items: [{ price: price('Gold', currency), quantity: 2 }],
        discounts: 1,
      },
    ],
  })
  const own = text(comingUp({ schedules: page(schedule('eur')) }))
  expect(own).toContain('‹Gold›: 2 × €40.00 / month')
  expect(own).toContain('from 2026-12-31(date) … with 1 discount')
  expect(own).toContain('Canceled 2027-12-31(date)')
  expect(own).not.toContain('2026-01-01')
  expect(text(comingUp({ schedules: page(schedule('usd')) }))).toContain('‹Gold›: amount unknown')
})

test('credit on the balance is told from debt, and each change says where it led', () => {
  const entry = { id: 'cbtxn_1', type: 'adjustment', currency: 'eur', createdAtMs: f.at('2026-10-12') }
  const drawn = text({
    section: 'balance',
    entries: page(
      { ...entry, amountMinor: -1200, endingBalanceMinor: -1200, description: 'One bag arrived torn' },
      { ...entry, id: 'cbtxn_2', type: 'a_new_type', amountMinor: 500, endingBalanceMinor: 0 },
      { ...entry, id: 'cbtxn_3', amountMinor: 700, endingBalanceMinor: 700 },
    ),
    creditNotes: page({ id: 'cn_1', status: 'void', reason: 'duplicate', amountMinor: 900, currency: 'usd' }),
  })
  expect(drawn).toMatchInlineSnapshot(`
    "== stripe:balance
    > Balance and credit notes
    Balance changes
    - [quiet] Changed manually  €12.00 credit
        ‹One bag arrived torn›, then €12.00 credit … 2026-10-12(date)
         
    - [quiet] ‹a new type›  −€5.00
        then €0.00 … 2026-10-12(date)
         
    - [quiet] Changed manually  −€7.00
        then €7.00 to pay … 2026-10-12(date)
         
    Credit notes
    - [quiet] #cn_1  ~$9.00~
        Void: duplicate
         "
  `)
})

test('a part that the key may not read says so under its own heading, and the box to tick is named once', () => {
  const drawn = text({
    section: 'risk',
    incomplete: refused('rak_payment_intent_read'),
    warnings: none,
    reviews: refused('rak_review_read'),
  })
  expect(drawn).toMatchInlineSnapshot(`
    "== stripe:risk
    > Incomplete payments and risk
    Incomplete payments
    unknown: The Stripe key cannot read payment intents
    Early fraud warnings
    No warnings.
    Open reviews
    unknown: The Stripe key cannot read reviews
    ! [lock] The Stripe key cannot read payment intents and reviews — In Stripe, under Developers, API keys, edit the key and set [x Payment Intents: Read, Reviews: Read] <New key, boxes ticked · Copy for the key’s owner · Check again>"
  `)
})

test('a page without what is looked for is not the whole', () => {
  const drawn = text({
    section: 'risk',
    incomplete: read({ items: [], hasMore: true }),
    warnings: read({ items: [], hasMore: true }),
    reviews: none,
  })
  expect(drawn).not.toContain('No incomplete payment')
  expect(drawn).not.toContain('No warning')
  expect(drawn).toContain('Only the newest payments were checked.')
})

test('only chosen keys of the metadata are shown', () => {
  const customer = { metadata: { crm: 'KC-1007', secret: 'not for everybody' } }
  const drawn = text({ section: 'billing-details', taxIds: none }, { customer })
  expect(drawn).toContain('crm: ‹KC-1007›')
  expect(drawn).not.toContain('not for everybody')
})

test('a section of an older answer says of when it is', () => {
  const old: Cached<never> | Cached<{ items: never[]; hasMore: boolean }> = {
    state: 'read',
    value: { items: [], hasMore: false },
    asOfMs: f.at('2026-11-20'),
    stale: { reason: 'timeout' },
  }
  const panel = drawOnDemand({ section: 'billing-details', taxIds: old }, hit(), view)
  expect(panel.stale).toBe(true)
  expect(panel.asOf).toBe(new Date(f.at('2026-11-20')).toISOString())
  expect(panelsText([panel])).toContain('could not be refreshed')
})

test('every section can be opened in every language, by an id that no panel of a configuration has', () => {
  for (const locale of ['en', 'de', 'fr']) {
    const closed = drawClosedSections(hit(), { ...view, locale }, false)
    expect(closed).toHaveLength(5)
    for (const panel of closed) {
      expect(panelSchema.parse(panel)).toEqual(panel)
      expect(panel.onOpen?.panel).toMatch(/^stripe:/)
    }
  }
  expect(drawClosedSections(hit({ customer: { deleted: true } }), view, false)).toEqual([])
})

const { id, text: anyText, minor, currency, time, word, small, url, few, pageOf, reading } = arbitrary
const price = fc.record({ id, nickname: anyText, productId: id, currency, unitAmountMinor: minor })
const amounts = { id, amountMinor: minor, currency }
const anyRead: fc.Arbitrary<OnDemand> = fc.oneof(
  fc.record({
    section: fc.constant('coming-up' as const),
    nextInvoices: few(
      fc.record({
        subscription: anySubscription,
        next: reading(
          fc.oneof(
            fc.constant('none' as const),
            fc.record({
              subscriptionId: id,
              currency,
              atMs: time,
              sent: fc.boolean(),
              linesHasMore: fc.boolean(),
              lines: fc.array(
                fc.record({
                  description: anyText,
                  amountMinor: minor,
                  proration: fc.boolean(),
                  pending: fc.boolean(),
                }),
                { maxLength: 30 },
              ),
              discountMinor: minor,
              taxMinor: minor,
              taxIncludedMinor: minor,
              totalMinor: minor,
              amountDueMinor: minor,
            }),
          ),
        ),
      }),
    ),
    subscriptions: reading(fc.record({ hasMore: fc.boolean() })),
    productNames: fc.constant(new Map([['prod_1', 'Café plan']])),
    pendingItems: reading(
      pageOf(fc.record({ ...amounts, description: anyText, proration: fc.boolean(), atMs: time })),
    ),
    schedules: reading(
      pageOf(
        fc.record({
          id,
          status: word('active', 'not_started', 'completed'),
          subscriptionId: id,
          endBehavior: word('cancel', 'release'),
          phases: few(
            fc.record({
              startsAtMs: time,
              endsAtMs: time,
              discounts: small,
              items: few(
                fc.record({
                  price: price.map((one) => ({
                    ...one,
                    scheme: 'per_unit' as const,
                    metered: false,
                    customerChooses: false,
                  })),
                  quantity: small,
                }),
              ),
            }),
          ),
        }),
      ),
    ),
  }),
  fc.record({
    section: fc.constant('payment-methods' as const),
    methods: reading(pageOf(anyMethod)),
    sources: reading(pageOf(anyMethod)),
  }),
  fc.record({
    section: fc.constant('balance' as const),
    entries: reading(
      pageOf(
        fc.record({
          ...amounts,
          type: word('adjustment'),
          endingBalanceMinor: minor,
          createdAtMs: time,
          description: anyText,
        }),
      ),
    ),
    creditNotes: reading(
      pageOf(
        fc.record({
          ...amounts,
          number: anyText,
          status: word('issued', 'void'),
          reason: word('duplicate'),
          createdAtMs: time,
          pdfUrl: url,
        }),
      ),
    ),
  }),
  fc.record({
    section: fc.constant('risk' as const),
    incomplete: reading(pageOf(anyPayment)),
    warnings: reading(
      pageOf(
        fc.record({ id, paymentId: id, kind: word('misc'), actionable: fc.boolean(), createdAtMs: time }),
      ),
    ),
    reviews: reading(pageOf(fc.record({ id, paymentIds: few(id), reason: word('rule'), createdAtMs: time }))),
  }),
  fc.record({
    section: fc.constant('billing-details' as const),
    taxIds: reading(
      pageOf(
        fc.record({ id, type: word('eu_vat'), value: anyText, verification: word('verified', 'unverified') }),
      ),
    ),
  }),
)

test('whatever Stripe says, an opened section is valid', () => {
  fc.assert(
    fc.property(anyRead, anyHit, fc.constantFrom('en', 'de', 'fr'), (value, whose, locale) => {
      const panel = drawOnDemand(value, whose, { ...view, locale })
      const parsed = panelSchema.safeParse(panel)
      expect(parsed.error?.issues ?? []).toEqual([])
      expect(parsed.data).toEqual(panel)
    }),
    { numRuns: 100 },
  )
})
