import { expect, test } from 'vitest'
import type { CustomerHit, Lookup } from '#contract/billing.ts'
import { drawChooser, drawHit, drawNotFound, drawSearch } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'

const blend = (unitAmountMinor: number, quantity = 1) =>
  f.item({
    id: 'si_2',
    productId: 'prod_blend',
    productName: 'House blend, 1 kg',
    quantity,
    price: { id: 'price_2', unitAmountMinor },
  })
const cafe = (quantity: number, unitAmountMinor = 4900) => f.item({ quantity, price: { unitAmountMinor } })
const found = (
  id: string,
  name: string | undefined,
  subscriptions: CustomerHit['subscriptions'],
  createdAt: string,
): CustomerHit => {
  const { account, customer, match } = f.billing({
    customer: { id, email: 'office@ostwind.example', createdAtMs: f.at(createdAt) },
  })
  const { name: _, paymentMethod: __, ...rest } = customer
  return { account, customer: name === undefined ? rest : { ...rest, name }, match, subscriptions }
}
const { unitAmountMinor: _unknown, ...unknownPrice } = f.item().price
const oneOf = (changes: Parameters<typeof f.subscription>[0]) =>
  f.read({ items: [f.subscription(changes)], hasMore: false })
const lookup = (changes: Partial<Lookup> = {}): Lookup => ({
  asOfMs: f.nowMs,
  people: [],
  similar: [],
  accounts: [{ account: f.account }],
  ...changes,
})

test('several customers are offered, paying ones first, and a product paid twice is named', () => {
  const hits = [
    found('cus_IaaaOld', undefined, f.read({ items: [], hasMore: false }), '2021-01-05'),
    found(
      'cus_P1xxLeipzig',
      'Ostwind Leipzig',
      oneOf({ status: 'past_due', startedAtMs: f.at('2024-08-01'), items: [blend(47000)] }),
      '2024-08-01',
    ),
    found(
      'cus_R2mdTwo',
      'Ostwind Berlin',
      oneOf({ startedAtMs: f.at('2026-10-02'), items: [cafe(1)] }),
      '2022-01-02',
    ),
    found(
      'cus_Q8kfBerlin',
      'Ostwind Berlin GmbH',
      oneOf({ startedAtMs: f.at('2022-05-02'), items: [cafe(3)] }),
      '2022-05-02',
    ),
  ]
  const address = 'office@ostwind.example'
  const drawn = drawChooser(hits, { address, lookup: lookup({ people: [{ address, hits }] }) }, f.view)
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== chooser
    # Which customer is it?
    = 4 Stripe customers have the address ‹office@ostwind.example›
    * [ok] ‹Ostwind Berlin GmbH› · €147.00 / month · Paying · since 2022-05-02(month) · cus_Q8kfBerlin
    * [ok] ‹Ostwind Berlin› · €49.00 / month · Paying · since 2026-10-02(date) · cus_R2mdTwo
    * [warn] ‹Ostwind Leipzig› · Payment outstanding · since 2024-08-01(month) · cus_P1xxLeipzig
    * [quiet] No name · No current subscription · since 2021-01-05(month) · cus_IaaaOld
    ! [warn] Billed twice? — Two of them have a running subscription to ‹Café plan›."
  `)
})

test.each<[string, CustomerHit['subscriptions'], string]>([
  ['a price in another currency', oneOf({ items: [{ ...f.item(), price: unknownPrice }] }), 'Paying'],
  [
    'two currencies',
    f.read({
      items: [
        f.subscription(),
        f.subscription({ id: 'sub_2', currency: 'usd', items: [f.item({ price: { currency: 'usd' } })] }),
      ],
      hasMore: false,
    }),
    'Paying',
  ],
  [
    'two of one currency',
    f.read({ items: [f.subscription(), f.subscription({ id: 'sub_2' })], hasMore: false }),
    '€98.00 / month · Paying',
  ],
  [
    'a discount of unknown worth',
    oneOf({ discounts: [{ id: 'di_1' }] }),
    '€49.00 / month · Active · before discounts',
  ],
  [
    'a discount that leaves something',
    oneOf({ discounts: [{ percentOff: 10 }] }),
    '€49.00 / month · Paying · before discounts',
  ],
  ['tax on top', oneOf({ extraTax: 'added' }), '€49.00 / month · Paying · plus tax'],
  ['a free plan', oneOf({ items: [f.item({ price: { unitAmountMinor: 0 } })] }), '€0.00 / month · Active'],
  ['use alone', oneOf({ items: [f.item({ price: { metered: true } })] }), 'by usage · Paying'],
  ['a trial', oneOf({ status: 'trialing', trialEndsAtMs: f.at('2026-12-01') }), '€49.00 / month · Trial'],
  ['a date to end far away', oneOf({ cancelAtMs: f.at('2027-09-01') }), '€49.00 / month · Paying'],
  ['what is past due', oneOf({ status: 'past_due' }), 'Payment outstanding'],
  [
    'more subscriptions than came',
    f.read({ items: [f.subscription()], hasMore: true }),
    'Paying · 1 subscription read, there are more',
  ],
  [
    'more items than came',
    oneOf({ itemsHasMore: true }),
    'Paying · a subscription has more items than were read',
  ],
])(
  'beside %s the chooser shows an amount only where it is one, and what it leaves out',
  (_, subscriptions, words) => {
    const hits = [
      found('cus_1', 'Ostwind', subscriptions, '2022-05-02'),
      found('cus_2', 'Ost', oneOf({ status: 'paused' }), '2021-01-01'),
    ]
    const text = panelsText(drawChooser(hits, { address: 'a@b.example' }, f.view))
    const [line] = text.split('\n').filter((one) => one.includes('‹Ostwind›'))
    expect(line?.replace(/, since [^·]*/, ' ')).toContain(`‹Ostwind› · ${words} · `)
    if (!words.includes('€')) expect(line).not.toMatch(/[€$]/)
  },
)

test('not found says what was looked for and where, and offers a similar customer apart', () => {
  const address = 'lena@koehler-roast.example'
  const similar: CustomerHit = {
    ...found(
      'cus_Koehler',
      'Köhler Rösterei OHG',
      oneOf({ startedAtMs: f.at('2024-04-02'), items: [blend(6800)] }),
      '2024-04-02',
    ),
    match: { kind: 'domain', domain: 'koehler-roast.example' },
  }
  const accounts = [
    { account: { ...f.account, name: 'Kelpie Coffee EU' } },
    { account: { ...f.account, key: 'us', name: 'Kelpie Coffee US' } },
  ]
  const drawn = drawNotFound(
    lookup({ people: [{ address, name: 'Lena Köhler', hits: [] }], similar: [similar], accounts }),
    { address, name: 'Lena Köhler' },
    f.view,
  )
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== not-found
    # ‹Lena Köhler› lena@koehler-roast.example
    [quiet] No customer
      No Stripe customer has exactly this address in ‹Kelpie Coffee EU› and ‹Kelpie Coffee US›.
    Paid with another address? Ask for the invoice number or the last four digits of the card.
    <Find the payer · Insert the question in reply>
    == similar
    v Same domain, not verified 1
    * [ok] ‹Köhler Rösterei OHG› · €68.00 / month · Paying · since 2024-04-02(month) · cus_Koehler · ‹office@ostwind.example› · (Not verified)"
  `)
})

test('each search result says why it is one', () => {
  const card = { type: 'card', brand: 'visa', last4: '4242' }
  const base = f.hit(
    { customer: { paymentMethod: card } },
    {
      match: { kind: 'found', field: 'last4', text: '4242' },
      via: { id: 'ch_1', label: 'visa •••• 4242', status: 'succeeded' },
    },
  )
  const noma = f.hit(
    { customer: { id: 'cus_Noma', name: 'Noma Foods ApS' } },
    {
      match: { kind: 'found', field: 'number', text: '4242' },
      via: {
        id: 'in_1',
        label: 'KELP-4242',
        status: 'open',
        amount: { amountMinor: 120400, currency: 'eur' },
      },
    },
  )
  expect(
    panelsText(
      drawSearch(
        {
          hits: [noma, base],
          guests: [],
          unowned: [],
          hasMore: false,
          kind: 'last4',
          accounts: lookup().accounts,
          asOfMs: f.nowMs,
        },
        '4242',
        f.view,
      ),
    ),
  ).toMatchInlineSnapshot(`
      "== search
      1 customer, 1 invoice for “‹4242›”
      * [ok] ‹Café Marisol, Lda.› · €49.00 / month · Paying · Visa •••• 4242 · cus_1Marisol
      * [info] Invoice ‹KELP-4242› · €1,204.00 · Open · ‹Noma Foods ApS› · cus_Noma · Found by invoice number
      A customer created in the last minute may not be searchable yet; its id (cus_…) always is."
    `)
})

test('the first panels say what the lookup knows and that more is on its way', () => {
  expect(panelsText(drawHit(f.hit(), f.view))).toMatchInlineSnapshot(`
    "== customer (pending)
    # ‹Café Marisol, Lda.› ines@cafemarisol.example
    = Same address as in the conversation
    [ok] Paying  €49.00 / month
      Next charge 2026-12-03(date) … since 2023-03-14(month)
    == subscriptions (pending)
    v Subscriptions 1 … active
    - [ok] ‹Café plan›  €49.00 / month
        Active … renews 2026-12-03(date)
          Price: €49.00 / month
          Started: 2023-03-14(date)
          Subscription: #sub_1
          <Open in Stripe>
    == invoices (pending)
    > Invoices
    == payments (pending)
    > Payments"
  `)
})
