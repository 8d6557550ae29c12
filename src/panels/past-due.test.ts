import { expect, test } from 'vitest'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'

test('a customer past due is told with what is open, why it failed, when Stripe tries again, and how to get paid', () => {
  const drawn = drawCustomer(
    f.billing({
      customer: {
        name: 'Brightside Studio Ltd',
        email: 'priya@brightside.example',
        paymentMethod: { type: 'card', brand: 'mastercard', last4: '0341', expMonth: 2, expYear: 2027 },
      },
      subscriptions: [
        f.subscription({
          status: 'past_due',
          items: [
            f.item({ productName: 'Café plan, yearly', price: { unitAmountMinor: 47000, interval: 'year' } }),
          ],
        }),
        f.subscription({
          id: 'sub_2',
          status: 'canceled',
          items: [f.item({ productName: 'Espresso blend, 500 g', price: { unitAmountMinor: 1750 } })],
          endedAtMs: f.at('2026-02-01'),
          cancelReason: 'cancellation_requested',
        }),
      ],
      invoices: [
        f.openInvoice({
          id: 'in_98',
          number: 'KELP-0098',
          totalMinor: 47000,
          amountDueMinor: 47000,
          subscriptionId: 'sub_1',
          createdAtMs: f.at('2026-11-12'),
          dueAtMs: f.at('2026-11-12'),
          attempted: true,
          attemptCount: 1,
          nextAttemptAtMs: f.at('2026-11-23'),
          paymentIds: ['pi_98'],
        }),
        f.invoice({ id: 'in_31', number: 'KELP-0031', totalMinor: 47000, createdAtMs: f.at('2025-11-12') }),
      ],
      payments: [
        ...['2026-11-18', '2026-11-15'].map((day) =>
          f.failedPayment({
            id: `ch_98_${day}`,
            paymentIntentId: 'pi_98',
            amountMinor: 47000,
            createdAtMs: f.at(day),
            declineCode: 'insufficient_funds',
          }),
        ),
        f.payment({ amountMinor: 47000, amountCapturedMinor: 47000, createdAtMs: f.at('2025-11-12') }),
      ],
      rest: { match: { kind: 'pinned', by: 'Noor', atMs: f.at('2026-10-12') } },
    }),
    f.view,
  )
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== customer
    # ‹Brightside Studio Ltd› priya@brightside.example
    = Pinned by ‹Noor›, 2026-10-12(date)
    [bad] Past due  €470.00
      Declined 2 times: insufficient funds
      Last try 2026-11-18(relative) … next 2026-11-23(weekday)
      <Insert pay link · Copy link>
    Plan: €470.00 / year
    Lifetime, net: €470.00
    Pays with: Mastercard •••• 0341, 02/27
    == subscriptions
    v Subscriptions 2 … [bad] 1 past due
    - [bad] ‹Café plan, yearly›  €470.00 / year
        Past due: the last invoice is unpaid … since 2026-11-12(date)
          Price: €470.00 / year
          Started: 2023-03-14(date)
          Subscription: #sub_1
          <Open in Stripe>
    - [quiet] ‹Espresso blend, 500 g›  ~€17.50~ / month
        Canceled: by request … 2026-02-01(date)
          Price: €17.50 / month
          Started: 2023-03-14(date)
          Subscription: #sub_2
          <Open in Stripe>
    == invoices
    v Invoices 2 … [bad] 1 past due
    - [bad] ‹KELP-0098›  €470.00
        Past due by 8 days … due 2026-11-12(date)
          Declined: 2 times (next 2026-11-23(weekday))
          Bank says: insufficient funds
          What helps: another card, or retry later
          Due: 2026-11-12(date)
          Invoice: #in_98
          <Open in Stripe · Payment page · PDF · Insert pay link · Task: follow up>
    - [ok] ‹KELP-0031›  €470.00
        Paid … 2025-11-12(date)
          Invoice: #in_31
          <Open in Stripe · Invoice page · PDF · Insert invoice link>
    == payments
    > Payments 3 … 2 failed
    - [bad] Visa •••• 4242  €470.00
        Failed: insufficient funds … 2026-11-18(relative)
          Bank says: insufficient funds
          What helps: another card, or retry later
          Payment: #pi_98
          <Open in Stripe · Insert reason in reply>
    - [bad] Visa •••• 4242  €470.00
        Failed: insufficient funds … 2026-11-15(relative)
          Bank says: insufficient funds
          What helps: another card, or retry later
          Payment: #pi_98
          <Open in Stripe · Insert reason in reply>
    - [ok] Visa •••• 4242  €470.00
        Succeeded … 2025-11-12(relative)
          Payment: #pi_1
          <Open in Stripe · Insert receipt link>
    == details
    > Details
    Email: ‹priya@brightside.example›
    Customer: #cus_1Marisol
    Stripe account: ‹Kelpie Coffee›
    Created: 2023-03-14(date)
    <Post billing state as comment · Task: follow up>"
  `)
})
