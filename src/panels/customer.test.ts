import { expect, test } from 'vitest'
import { drawCustomer } from './draw.ts'
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

test('a customer with whom all is well has no alert', () => {
  const drawn = drawCustomer(
    f.billing({
      subscriptions: [
        f.subscription({ items: [cafe(3)] }),
        f.subscription({
          id: 'sub_2',
          createdAtMs: f.at('2024-01-02'),
          startedAtMs: f.at('2024-01-02'),
          items: [blend(3400, 2)],
          discounts: [{ percentOff: 10, endsAtMs: f.at('2027-01-31') }],
        }),
      ],
      invoices: [
        f.invoice(),
        f.invoice({ id: 'in_2', number: 'KELP-0041', createdAtMs: f.at('2026-10-03'), paymentIds: ['pi_2'] }),
      ],
      payments: [
        f.payment(),
        f.payment({
          id: 'ch_2',
          paymentIntentId: 'pi_2',
          createdAtMs: f.at('2026-10-03'),
          amountRefundedMinor: 3400,
          refunds: [f.refund({ amountMinor: 3400 })],
        }),
      ],
      customer: { balanceMinor: -1200 },
    }),
    f.view,
  )
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== customer
    # ‹Café Marisol, Lda.› ines@cafemarisol.example
    = Same address as in the conversation
    [ok] Paying  €215.00 / month
      Next charge 2026-12-03(date) … since 2023-03-14(month)
      before discounts
    Lifetime, net: €396.00
    Credit: €12.00
    Pays with: Visa •••• 4242, 08/28
    == subscriptions
    v Subscriptions 2 … active
    - [ok] ‹House blend, 1 kg› × 2  €68.00 / month
        Active, before discounts (10% off until 2027-01-31(date)) … renews 2026-12-03(date)
          Price: 2 × €34.00 / month
          Discount: 10% off until 2027-01-31(date)
          Started: 2024-01-02(date)
          Subscription: #sub_2
          <Open in Stripe>
    - [ok] ‹Café plan› × 3  €147.00 / month
        Active … renews 2026-12-03(date)
          Price: 3 × €49.00 / month
          Started: 2023-03-14(date)
          Subscription: #sub_1
          <Open in Stripe>
    == invoices
    v Invoices 2 … all paid
    - [ok] ‹KELP-0042›  €215.00
        Paid … 2026-11-03(date)
          Invoice: #in_1
          <Open in Stripe · Invoice page · PDF · Insert invoice link>
    - [part] ‹KELP-0041›  €215.00
        Paid, €34.00 refunded … 2026-10-03(date)
          Invoice: #in_2
          <Open in Stripe · Invoice page · PDF · Insert invoice link>
    == payments
    > Payments 2 … all succeeded
    - [ok] Visa •••• 4242  €215.00
        Succeeded … 2026-11-03(relative)
          Payment: #pi_1
          <Open in Stripe · Insert receipt link>
    - [part] Visa •••• 4242  €215.00
        €34.00 refunded … 2026-10-03(relative)
          Refund: −€34.00 (Refunded 2026-10-05(date), on the statement in 5–10 days)
          Payment: #pi_2
          <Open in Stripe · Insert receipt link>
    == details
    > Details
    Email: ‹ines@cafemarisol.example›
    Customer: #cus_1Marisol
    Stripe account: ‹Kelpie Coffee›
    Created: 2023-03-14(date)
    <Post billing state as comment · Task: follow up>"
  `)
})

test('an open dispute and a card about to expire stand above the fields, the verdict stays plain', () => {
  const card = { type: 'card', brand: 'visa', last4: '4242', expMonth: 11, expYear: 2026 }
  const every2Weeks = f.item({
    productName: 'House blend, 1 kg',
    price: { unitAmountMinor: 3400, interval: 'week', intervalCount: 2 },
  })
  const drawn = drawCustomer(
    f.billing({
      customer: { name: 'Tomasz Zieliński', email: 'tomasz.zielinski@poczta.example', paymentMethod: card },
      subscriptions: [
        f.subscription({
          items: [every2Weeks],
          startedAtMs: f.at('2025-01-20'),
          periodEndAtMs: f.at('2026-12-04'),
        }),
      ],
      payments: [
        f.payment({
          id: 'ch_9',
          paymentIntentId: 'pi_9',
          amountMinor: 3400,
          amountCapturedMinor: 3400,
          createdAtMs: f.at('2026-11-20'),
        }),
        f.payment({
          amountMinor: 8900,
          amountCapturedMinor: 8900,
          createdAtMs: f.at('2026-10-29'),
          disputed: true,
          description: 'Hand grinder C2',
        }),
        f.payment({
          id: 'ch_3',
          paymentIntentId: 'pi_3',
          amountMinor: 1900,
          amountCapturedMinor: 1900,
          amountRefundedMinor: 1900,
          createdAtMs: f.at('2026-09-02'),
        }),
      ],
      disputes: [f.dispute({ fees: [{ amountMinor: 2000, currency: 'eur' }] })],
    }),
    f.view,
  )
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== customer
    # ‹Tomasz Zieliński› tomasz.zielinski@poczta.example
    = Same address as in the conversation
    [ok] Paying  €34.00 / 2 week
      Next charge 2026-12-04(date) … since 2025-01-20(month)
    ! [flag] Dispute of €89.00: respond within 8 days — “product not received”, opened 2026-11-17(relative). Evidence is due 2026-11-28(date). <Open dispute · Task: follow up>
    ! [warn] Card expires this month — Visa •••• 4242, 11/26. The charge on 2026-12-04(date) is likely to fail. <Insert question in reply · Open in Stripe>
    Lifetime, net: €123.00
    Pays with: [warn] Visa •••• 4242, 11/26
    == subscriptions
    v Subscriptions 1 … active
    - [ok] ‹House blend, 1 kg›  €34.00 / 2 week
        Active … renews 2026-12-04(date)
          Price: €34.00 / 2 week
          Started: 2025-01-20(date)
          Subscription: #sub_1
          <Open in Stripe>
    == invoices
    > Invoices … none
    No invoices.
    == payments
    v Payments 3 … [flag] 1 disputed
    - [ok] Visa •••• 4242  €34.00
        Succeeded … 2026-11-20(relative)
          Payment: #pi_9
          <Open in Stripe · Insert receipt link>
    - [flag] Visa •••• 4242  €89.00
        Disputed: product not received … 2026-10-29(relative)
          For: ‹Hand grinder C2›
          Held back: −€109.00 (with €20.00 dispute fee)
          Dispute: #dp_1 (Dispute: response needed by 2026-11-28(date). Do not refund: the customer would be paid twice.)
          Payment: #pi_1
          <Open in Stripe · Open dispute · Insert receipt link>
    - [quiet] Visa •••• 4242  ~€19.00~
        Fully refunded … 2026-09-02(relative)
          Payment: #pi_3
          <Open in Stripe · Insert receipt link>
    == details
    > Details
    Email: ‹tomasz.zielinski@poczta.example›
    Customer: #cus_1Marisol
    Stripe account: ‹Kelpie Coffee›
    Created: 2023-03-14(date)
    <Post billing state as comment · Task: follow up>"
  `)
})
