import { expect, test } from 'vitest'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'

test('a missing permission is named with the box to tick, and what it hides is unknown, never none', () => {
  const drawn = drawCustomer(
    f.billing({ payments: [f.payment()], disputes: f.forbidden('rak_dispute_read') }),
    f.view,
  )
  expect(panelsText(drawn)).toMatchInlineSnapshot(`
    "== customer
    # ‹Café Marisol, Lda.› ines@cafemarisol.example
    = Same address as in the conversation
    [ok] Paying  €49.00 / month
      Next charge 2026-12-03(date) … since 2023-03-14(month)
      disputes unknown
    ! [lock] The Stripe key cannot read disputes — In Stripe, under Developers, API keys, edit the key and set [x Disputes: Read] <New key, boxes ticked · Copy for the key’s owner · Check again>
    Lifetime, net: €215.00 (before disputes)
    Pays with: Visa •••• 4242, 08/28
    == subscriptions
    v Subscriptions 1 … active
    - [ok] ‹Café plan›  €49.00 / month
        Active … renews 2026-12-03(date)
          Price: €49.00 / month
          Started: 2023-03-14(date)
          Subscription: #sub_1
          <Open in Stripe>
    == invoices
    > Invoices … none
    No invoices.
    == payments
    > Payments 1 … all succeeded
    - [ok] Visa •••• 4242  €215.00
        Succeeded … 2026-11-03(relative)
          Payment: #pi_1
          <Open in Stripe · Insert receipt link>
    == disputes
    > Disputes … [lock] unknown
    ! [lock] The Stripe key cannot read disputes — In Stripe, under Developers, API keys, edit the key and set [x Disputes: Read] <New key, boxes ticked · Copy for the key’s owner · Check again>
    == details
    > Details
    Email: ‹ines@cafemarisol.example›
    Customer: #cus_1Marisol
    Stripe account: ‹Kelpie Coffee›
    Created: 2023-03-14(date)
    <Post billing state as comment · Task: follow up>"
  `)
})

test('what could not be renewed is shown as stale, with its own time', () => {
  const stale = { reason: 'rate_limited' as const, retryAtMs: f.nowMs + 24_000 }
  const subscriptions = {
    state: 'read' as const,
    value: { items: [f.subscription()], hasMore: false },
    asOfMs: f.nowMs - 120_000,
    stale,
  }
  const [customer, section, invoices] = drawCustomer(
    f.billing({ subscriptions, rest: { asOfMs: f.nowMs - 120_000 } }),
    f.view,
  )
  expect([customer?.stale, section?.stale, invoices?.stale]).toEqual([true, true, undefined])
  expect([customer?.asOf, section?.asOf]).toEqual(['2026-11-20T14:18:20.000Z', '2026-11-20T14:18:20.000Z'])
})
