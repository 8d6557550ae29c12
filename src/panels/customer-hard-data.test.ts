import { expect, test } from 'vitest'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'

test('currencies with none, two and three decimals each have their own total', () => {
  const jpy = { currency: 'jpy' }
  const drawn = drawCustomer(
    f.billing({
      customer: {
        name: '田中 美咲 (Misaki Tanaka)',
        email: 'misaki@kissa.example',
        currency: 'jpy',
        balanceMinor: -300,
      },
      subscriptions: [
        f.subscription({
          currency: 'jpy',
          startedAtMs: f.at('2024-02-01'),
          periodEndAtMs: f.at('2026-12-01'),
          items: [f.item({ price: { ...jpy, unitAmountMinor: 5000 } })],
        }),
      ],
      invoices: [f.openInvoice({ totalMinor: 410 })],
      payments: [
        f.payment({
          ...jpy,
          amountMinor: 5000,
          amountCapturedMinor: 5000,
          method: { type: 'card', brand: 'jcb', last4: '0505' },
        }),
        f.payment({
          id: 'ch_2',
          currency: 'kwd',
          amountMinor: 12345,
          amountCapturedMinor: 12345,
          createdAtMs: f.at('2026-10-08'),
          method: { type: 'knet' },
        }),
        f.payment({
          id: 'ch_3',
          amountMinor: 124456,
          amountCapturedMinor: 124456,
          amountRefundedMinor: 1000,
          createdAtMs: f.at('2026-10-02'),
          method: { type: 'sepa_debit', last4: '3201' },
        }),
        f.failedPayment({
          id: 'ch_4',
          ...jpy,
          amountMinor: 1250000,
          createdAtMs: f.at('2026-09-30'),
          declineCode: 'card_velocity_exceeded',
          method: { type: 'card', brand: 'jcb', last4: '0505' },
        }),
      ],
    }),
    f.view,
  )
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== customer
    # ‹田中 美咲 (Misaki Tanaka)› misaki@kissa.example
    = Same address as in the conversation
    [ok] Paying  ¥5,000 / month
      Next charge 2026-12-01(date) … since 2024-02-01(month)
    Lifetime, net: ¥5,000 | KWD 12.345 | €1,234.56
    Credit: ¥300
    Owes: €4.10
    Pays with: Visa •••• 4242, 08/28
    == subscriptions
    v Subscriptions 1 … active
    - [ok] ‹Café plan›  ¥5,000 / month
        Active … renews 2026-12-01(date)
          Price: ¥5,000 / month
          Started: 2024-02-01(date)
          Subscription: #sub_1
          <Open in Stripe>
    == invoices
    v Invoices 1 … [info] 1 open
    - [info] ‹KELP-0042›  €4.10
        Open, not charged yet … 2026-11-03(date)
          Invoice: #in_1
          <Open in Stripe · Payment page · PDF · Insert pay link>
    == payments
    > Payments 4 … 1 failed
    - [ok] JCB •••• 0505  ¥5,000
        Succeeded … 2026-11-03(relative)
          Payment: #pi_1
          <Open in Stripe · Insert receipt link>
    - [ok] KNET  KWD 12.345
        Succeeded … 2026-10-08(relative)
          Payment: #pi_1
          <Open in Stripe · Insert receipt link>
    - [part] SEPA •••• 3201  €1,244.56
        €10.00 refunded … 2026-10-02(relative)
          Payment: #pi_1
          <Open in Stripe · Insert receipt link>
    - [bad] JCB •••• 0505  ¥1,250,000
        Failed: over the card’s limit … 2026-09-30(relative)
          Bank says: over the card’s limit
          What helps: another card
          Payment: #pi_1
          <Open in Stripe · Insert reason in reply>
    == details
    > Details
    Email: ‹misaki@kissa.example›
    Customer: #cus_1Marisol
    Stripe account: ‹Kelpie Coffee›
    Created: 2023-03-14(date)
    <Post billing state as comment · Task: follow up>"
  `)
})

test('hostile names stay text, hidden characters are removed and said so', () => {
  const drawn = drawCustomer(
    f.billing({
      customer: {
        name: '\u202e<img src=x onerror=alert(1)>',
        description: '🙂🙂🙂 pay to \u202emoc.elpmaxe',
      },
      subscriptions: [
        f.subscription({
          status: 'canceled',
          startedAtMs: f.at('2019-03-01'),
          endedAtMs: f.at('2026-02-01'),
          cancelComment: 'we no longer need this',
          items: [
            f.item({
              productName: "<script>fetch('//evil.example/')</script> Plus",
              price: { unitAmountMinor: 123456789, interval: 'year' },
            }),
          ],
        }),
      ],
      payments: [
        f.payment({
          amountMinor: 123456789,
          amountCapturedMinor: 123456789,
          createdAtMs: f.at('2019-03-01'),
        }),
      ],
    }),
    f.view,
  )
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== customer
    # ‹<img src=x onerror=alert(1)>› ines@cafemarisol.example
    = Same address as in the conversation
    ! Hidden characters were removed from the name
    [quiet] Canceled  €1,234,567.89
      Ended 2026-02-01(date) … paid once, since 2019-03-01(month)
    Lifetime, net: €1,234,567.89
    Pays with: Visa •••• 4242, 08/28
    == subscriptions
    v Subscriptions 1 … 1 ended
    - [quiet] ‹<script>fetch('//evil.example/')</script> Plus›  ~€1,234,567.89~ / year
        Canceled: “‹we no longer need this›” … 2026-02-01(date)
          Price: €1,234,567.89 / year
          Started: 2019-03-01(date)
          Comment: ‹we no longer need this›
          Subscription: #sub_1
          <Open in Stripe>
    == invoices
    > Invoices … none
    No invoices.
    == payments
    > Payments 1 … all succeeded
    - [ok] Visa •••• 4242  €1,234,567.89
        Succeeded … 2019-03-01(relative)
          Payment: #pi_1
          <Open in Stripe · Insert receipt link>
    == details
    > Details
    Email: ‹ines@cafemarisol.example›
    Note: ‹🙂🙂🙂 pay to moc.elpmaxe›
    Customer: #cus_1Marisol
    Stripe account: ‹Kelpie Coffee›
    Created: 2023-03-14(date)
    <Post billing state as comment · Task: follow up>"
  `)
})
