import { expect, test } from 'vitest'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'

const usd = { ...f.account, key: 'acct_2EU:test', name: 'Kelpie Coffee EU', mode: 'test' as const }

test('a trial in test mode says so, names its account among several, and that no payment method is the default', () => {
  const { paymentMethod: _, ...customer } = f.billing({
    customer: { name: 'Trial Tester', email: 'qa+trial@kelpie.example', currency: 'usd' },
  }).customer
  const price = { currency: 'usd' }
  const drawn = drawCustomer(
    f.billing({
      subscriptions: [
        f.subscription({
          currency: 'usd',
          status: 'trialing',
          trialEndsAtMs: f.at('2026-11-29'),
          items: [f.item({ price })],
        }),
        f.subscription({
          id: 'sub_2',
          currency: 'usd',
          cancelAtPeriodEnd: true,
          items: [
            f.item({
              productId: 'p2',
              productName: 'House blend, 1 kg',
              price: { ...price, unitAmountMinor: 3600 },
            }),
          ],
        }),
        f.subscription({
          id: 'sub_3',
          currency: 'usd',
          status: 'paused',
          pausedBecause: 'pause_requested',
          collectionPause: { behavior: 'void', resumesAtMs: f.at('2027-01-01') },
          items: [
            f.item({
              productId: 'p3',
              productName: 'Espresso blend, 500 g',
              price: { ...price, unitAmountMinor: 1800 },
            }),
          ],
        }),
      ],
      invoices: [
        f.invoice({
          number: 'KELP-T-0001',
          currency: 'usd',
          totalMinor: 0,
          amountDueMinor: 0,
          amountPaidMinor: 0,
        }),
      ],
      rest: { account: usd, customer },
    }),
    { ...f.view, accounts: 2 },
  )
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== customer
    # ‹Trial Tester› qa+trial@kelpie.example (Test) (Kelpie Coffee EU)
    = Same address as in the conversation
    [info] Trial  $49.00 / month
      First charge 2026-11-29(relative) … no default payment method
    Lifetime, net: $0.00
    Pays with: no default payment method
    == subscriptions
    v Subscriptions 3 … [warn] 1 ending
    - [info] ‹Café plan›  $49.00 / month
        Trial … ends 2026-11-29(date)
          Price: $49.00 / month
          Trial ends: 2026-11-29(date)
          Started: 2023-03-14(date)
          Subscription: #sub_1
          <Open in Stripe>
    - [warn] ‹House blend, 1 kg›  $36.00 / month
        Active, will not renew … ends 2026-12-03(date)
          Price: $36.00 / month
          Started: 2023-03-14(date)
          Subscription: #sub_2
          <Open in Stripe>
    - [warn] ‹Espresso blend, 500 g›  $18.00 / month
        Paused: on request … until 2027-01-01(date)
          Price: $18.00 / month
          Started: 2023-03-14(date)
          Subscription: #sub_3
          <Open in Stripe>
    == invoices
    v Invoices 1 … all paid
    - [ok] ‹KELP-T-0001›  $0.00
        Paid … 2026-11-03(date)
          Invoice: #in_1
          <Open in Stripe · Invoice page · PDF · Insert invoice link>
    == payments
    > Payments … none
    No payments.
    == details
    > Details
    Email: ‹qa+trial@kelpie.example›
    Customer: #cus_1Marisol
    Stripe account: ‹Kelpie Coffee EU›
    Created: 2023-03-14(date)
    <Post billing state as comment · Task: follow up>"
  `)
})
