// Money under way is not failed money: what the headline, the rows and the buttons say while a payment is on its way.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CustomerBilling, Invoice, Payment } from '#contract/billing.ts'
import type { Action, Panel } from '#contract/panel.ts'
import { drawCustomer } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'

const tried = (changes: Partial<Invoice> = {}) =>
  f.openInvoice({
    attempted: true,
    attemptCount: 1,
    paymentIds: ['pi_1'],
    subscriptionId: 'sub_1',
    ...changes,
  })
const draw = (parts: f.BillingParts) => drawCustomer(f.billing(parts), f.view)
const textOf = (panels: Panel[]) => panelsText(panels)
const actionsOf = (panels: Panel[]): Action[] =>
  panels
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) =>
      block.type === 'verdict' || block.type === 'alert' || block.type === 'actions'
        ? (block.actions ?? [])
        : block.type === 'list'
          ? block.items.flatMap(({ actions = [] }) => actions)
          : [],
    )
const asksToPay = (panels: Panel[]) =>
  actionsOf(panels).filter(({ label }) => /pay link|Payment page/.test(label)).length
const topOf = (panels: Panel[]) => textOf(panels.filter(({ id }) => id === 'customer'))

test('a bank debit for a running subscription is in progress: no alert, no pay link, nothing past due', () => {
  const panels = draw({ invoices: [tried()], payments: [f.pendingDebit()] })
  expect(asksToPay(panels)).toBe(0)
  expect(textOf(panels)).not.toMatch(/past due|failed|Task: follow up .*pay/i)
  expect(topOf(panels)).toMatchInlineSnapshot(`
    "== customer
    # ‹Café Marisol, Lda.› ines@cafemarisol.example
    = Same address as in the conversation
    [ok] Paying  €49.00 / month
      Next charge 2026-12-03(date) … since 2023-03-14(month)
      €215.00 in progress (bank debit)
    Lifetime, net: €0.00
    Owes: €215.00 (€215.00 in progress)
    Pays with: Visa •••• 4242, 08/28"
  `)
})

test('a subscription that Stripe calls past due while a debit retries the payment is not past due on screen', () => {
  const payments = [f.pendingDebit(), f.failedPayment({ declineCode: 'insufficient_funds' })]
  const panels = draw({
    subscriptions: [f.subscription({ status: 'past_due' })],
    invoices: [tried()],
    payments,
  })
  expect(asksToPay(panels)).toBe(0)
  expect(textOf(panels)).not.toContain('Past due')
  expect(topOf(panels)).toMatchInlineSnapshot(`
    "== customer
    # ‹Café Marisol, Lda.› ines@cafemarisol.example
    = Same address as in the conversation
    [info] Payment in progress  €215.00
      bank debit … since 2026-11-19(date)
      declined once before: insufficient funds
    Plan: €49.00 / month
    Lifetime, net: €0.00
    Pays with: Visa •••• 4242, 08/28"
  `)
})

test.each(['unpaid', 'incomplete'])(
  'a subscription that is %s says so no more while the payment is on its way',
  (status) => {
    const panels = draw({
      subscriptions: [f.subscription({ status })],
      invoices: [tried()],
      payments: [f.pendingDebit()],
    })
    const [row] = panels.find(({ id }) => id === 'subscriptions')?.blocks ?? []
    expect(row).toMatchObject({ items: [{ status: 'info', meta: ['Payment in progress'] }] })
    expect(asksToPay(panels)).toBe(0)
  },
)

test('an invoice without a subscription that is being paid is in progress, not past due', () => {
  const panels = draw({ subscriptions: [], invoices: [tried()], payments: [f.pendingDebit()] })
  expect(topOf(panels)).toContain('[info] Payment in progress  €215.00')
})

test('the same is read from intents where charges may not be read', () => {
  const intent = f.payment({ id: 'pi_1', status: 'processing', amountCapturedMinor: 0, captured: false })
  const payments = f.read({ items: [intent], hasMore: false, from: 'payment_intents' as const })
  const panels = draw({
    subscriptions: [f.subscription({ status: 'past_due' })],
    invoices: [tried()],
    payments,
  })
  expect(topOf(panels)).toContain('[info] Payment in progress  €215.00')
  expect(asksToPay(panels)).toBe(0)
})

test('of several open invoices the one that is being paid is left out, and the link names the other', () => {
  const invoices = [
    tried({ id: 'in_2', number: 'KELP-2', paymentIds: ['pi_2'] }),
    tried({ id: 'in_1', number: 'KELP-1' }),
  ]
  const payments = [f.pendingDebit(), f.failedPayment({ id: 'ch_2', paymentIntentId: 'pi_2' })]
  const panels = draw({ subscriptions: [f.subscription({ status: 'past_due' })], invoices, payments })
  expect(topOf(panels)).toMatchInlineSnapshot(`
    "== customer
    # ‹Café Marisol, Lda.› ines@cafemarisol.example
    = Same address as in the conversation
    [bad] Past due  €215.00
      Declined once: the bank declined without giving a reason
      Last try 2026-11-03(relative) … no more automatic retries
      €215.00 in progress (bank debit)
      <Insert pay link for KELP-2 · Copy link>
    Plan: €49.00 / month
    Lifetime, net: €0.00
    Owes: €430.00 (€215.00 in progress)
    Pays with: Visa •••• 4242, 08/28"
  `)
  const links = actionsOf(panels).filter(({ kind }) => kind === 'insert')
  expect(JSON.stringify(links)).toContain('invoice KELP-2')
  expect(JSON.stringify(links)).not.toContain('KELP-1')
})

test('a payment under way for a part leaves only the rest past due', () => {
  const payments = [f.pendingDebit({ amountMinor: 5000 }), f.failedPayment()]
  const panels = draw({
    subscriptions: [f.subscription({ status: 'past_due' })],
    invoices: [tried()],
    payments,
  })
  expect(topOf(panels)).toContain('[bad] Past due  €165.00')
  expect(topOf(panels)).toContain('€50.00 in progress (bank debit)')
})

test('where two invoices are unpaid, the link and its label say which one it pays', () => {
  const invoices = ['KELP-2', 'KELP-1'].map((number, index) =>
    tried({ id: `in_${number}`, number, createdAtMs: f.at(`2026-1${1 - index}-03`), paymentIds: [] }),
  )
  const panels = draw({ subscriptions: [f.subscription({ status: 'past_due' })], invoices })
  expect(topOf(panels)).toMatchInlineSnapshot(`
    "== customer
    # ‹Café Marisol, Lda.› ines@cafemarisol.example
    = Same address as in the conversation
    [bad] Past due  €430.00
      2 unpaid invoices … the link is for KELP-2
      Payment failed … no more automatic retries
      <Insert pay link for KELP-2 · Copy link>
    Plan: €49.00 / month
    Lifetime, net: €0.00
    Pays with: Visa •••• 4242, 08/28"
  `)
})

test('an authentication that the bank wants says so, and the customer can still be sent the link', () => {
  const waiting = f.payment({
    id: 'pi_1',
    paymentIntentId: 'pi_1',
    status: 'requires_action',
    amountCapturedMinor: 0,
  })
  const panels = draw({ invoices: [tried()], payments: [waiting] })
  expect(topOf(panels)).toContain('Payment of €215.00 is waiting for the customer')
  expect(topOf(panels)).not.toContain('failed')
  expect(asksToPay(panels)).toBeGreaterThan(0)
})

test('where payments cannot be read nobody is asked to pay what may be on its way', () => {
  const payments = f.forbidden('rak_charge_read')
  for (const status of ['active', 'past_due']) {
    const subscriptions = [f.subscription({ status })]
    const panels = draw({ subscriptions, invoices: [tried({ attemptCount: 3 })], payments })
    expect(asksToPay(panels)).toBe(0)
    expect(textOf(panels)).not.toMatch(/Declined|Payment failed/)
  }
})

const methodTypes = [
  'sepa_debit',
  'bacs_debit',
  'us_bank_account',
  'acss_debit',
  'klarna',
  'customer_balance',
]
const anyUnderWay = fc.record({
  remaining: fc.integer({ min: 1, max: 100_000 }),
  parts: fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 4 }),
  status: fc.constantFrom('pending', 'processing'),
  method: fc.constantFrom(...methodTypes),
  subscription: fc.constantFrom('active', 'past_due', 'unpaid', 'incomplete', 'canceled', undefined),
  isSent: fc.boolean(),
  isOverdue: fc.boolean(),
  failures: fc.nat(3),
  next: fc.option(fc.constant(f.at('2026-11-25')), { nil: undefined }),
})

test('whatever else is true, nobody is asked to pay an invoice that is on its way whole', () => {
  fc.assert(
    fc.property(anyUnderWay, (given) => {
      const coming = given.parts.map((amountMinor, index) =>
        f.pendingDebit({
          id: `py_${index}`,
          amountMinor,
          status: given.status,
          method: { type: given.method },
        }),
      )
      const failed = Array.from({ length: given.failures }, (_, index) =>
        f.failedPayment({ id: `ch_${index}` }),
      )
      const invoice = tried({
        totalMinor: given.remaining,
        amountDueMinor: given.remaining,
        attemptCount: given.failures,
        collectionMethod: given.isSent ? 'send_invoice' : 'charge_automatically',
        ...(given.isOverdue ? { dueAtMs: f.at('2026-11-01') } : {}),
        ...(given.next === undefined ? {} : { nextAttemptAtMs: given.next }),
      })
      const panels = draw({
        subscriptions:
          given.subscription === undefined ? [] : [f.subscription({ status: given.subscription })],
        invoices: [invoice],
        payments: [...coming, ...failed],
      })
      const sum = given.parts.reduce((total, part) => total + part, 0)
      if (sum < given.remaining) return
      expect(asksToPay(panels)).toBe(0)
      expect(textOf(panels)).not.toMatch(/Past due|past due|Payment of .* failed|is overdue/)
    }),
    { numRuns: 300 },
  )
})

const lifetime = (payments: Payment[], rest: Partial<CustomerBilling> = {}) =>
  topOf(draw({ payments, subscriptions: [], rest }))

test('a release is no refund: what was taken in part counts as it was taken', () => {
  const partly = f.payment({ amountMinor: 10_000, amountCapturedMinor: 3000, amountReleasedMinor: 7000 })
  const panels = draw({ payments: [partly], subscriptions: [] })
  expect(textOf(panels.filter(({ id }) => id !== 'details'))).toMatchInlineSnapshot(`
    "== customer
    # ‹Café Marisol, Lda.› ines@cafemarisol.example
    = Same address as in the conversation
    [ok] Paid once  €30.00
      no subscription … since 2026-11-03(date)
    Lifetime, net: €30.00
    Pays with: Visa •••• 4242, 08/28
    == subscriptions
    > Subscriptions … none
    No subscriptions.
    == invoices
    > Invoices … none
    No invoices.
    == payments
    > Payments 1 … all succeeded
    - [ok] Visa •••• 4242  €30.00
        Succeeded, €30.00 of €100.00 taken … 2026-11-03(relative)
          Authorised: €100.00
          Released: €70.00 (never taken, so not refunded)
          Payment: #pi_1
          <Open in Stripe · Insert receipt link>"
  `)
  const released = f.payment({ captured: false, amountCapturedMinor: 0, amountReleasedMinor: 21_500 })
  expect(lifetime([released])).toContain('Lifetime, net: €0.00')
  expect(lifetime([released])).not.toMatch(/Refunded|Paid once/)
})

test('where refunds are not known, the headline and the total say so', () => {
  const { amountRefundedMinor, ...intent } = f.payment({ id: 'pi_1' })
  void amountRefundedMinor
  const payments = f.read({ items: [intent], hasMore: false, from: 'payment_intents' as const })
  const panels = draw({ subscriptions: [], payments })
  expect(topOf(panels)).toContain('Paid once  €215.00')
  expect(topOf(panels)).toMatch(/\n {2}before refunds\n/)
  expect(topOf(panels)).toContain('Lifetime, net: €215.00 (before refunds)')
  expect(textOf(panels)).toContain('Succeeded, refunds unknown')
})

test('what was paid outside Stripe is told beside what was paid through it', () => {
  const outside = f.invoice({ paidOutsideMinor: 21_500, attempted: false, attemptCount: 0 })
  expect(topOf(draw({ invoices: [outside, { ...outside, id: 'in_2' }] }))).toContain(
    'Lifetime, net: €0.00 (through Stripe)\nPaid outside Stripe: €430.00',
  )
  const alone = topOf(draw({ subscriptions: [], invoices: [outside] }))
  expect(alone).toContain('Has paid  €215.00')
  const both = topOf(draw({ subscriptions: [], invoices: [outside], payments: [f.payment()] }))
  expect(both).toContain('Paid once  €215.00')
  expect(both).toContain('plus €215.00 outside Stripe')
})

test('paid invoices for which Stripe shows no payment do not make the total a plain zero', () => {
  const text = topOf(draw({ subscriptions: [], invoices: [f.invoice()] }))
  expect(text).toContain('Lifetime, net: €0.00 (through Stripe)\nPaid invoices without a payment: €215.00')
})

test('an open invoice shows what is asked for, and what credit notes and the balance took', () => {
  const invoice = f.openInvoice({
    totalMinor: 10_000,
    amountDueMinor: 6000,
    amountRemainingMinor: 6000,
    creditedBeforePaymentMinor: 1000,
    fromBalanceMinor: 3000,
    nextAttemptAtMs: f.at('2026-11-22'),
  })
  const [list] = draw({ invoices: [invoice] }).find(({ id }) => id === 'invoices')?.blocks ?? []
  const [item] = list?.type === 'list' ? list.items : []
  expect(item?.amount).toEqual([{ type: 'money', amountMinor: 6000, currency: 'eur' }])
  expect(item?.fields?.map(({ label }) => label)).toEqual([
    'Total',
    'Credited',
    'From the balance',
    'Invoice',
  ])
})

test('a customer whose invoices the balance paid is settled, not never paid', () => {
  const invoice = f.invoice({ amountPaidMinor: 0, amountDueMinor: 0, fromBalanceMinor: 21_500 })
  expect(topOf(draw({ subscriptions: [], invoices: [invoice] }))).toContain('[ok] Settled')
})

const failedRefund = (changes = {}) =>
  f.refund({ id: 're_f', status: 'failed', createdAtMs: f.at('2026-10-01'), ...changes })
test.each([
  ['made again with success', [failedRefund(), f.refund({ id: 're_2' })], 0],
  ['made again and on its way', [failedRefund(), f.refund({ id: 're_2', status: 'pending' })], 0],
  ['never made again', [failedRefund()], 1],
  ['followed by a smaller one only', [failedRefund(), f.refund({ id: 're_2', amountMinor: 400 })], 1],
  [
    'preceded by a good one only',
    [failedRefund(), f.refund({ id: 're_2', createdAtMs: f.at('2026-09-01') })],
    1,
  ],
  ['made twice and once again', [failedRefund(), failedRefund({ id: 're_g' }), f.refund({ id: 're_2' })], 1],
])('a refund that failed and was %s is an alert so many times: %#', (_how, refunds, alerts) => {
  const text = topOf(draw({ payments: [f.payment({ amountRefundedMinor: 1000, refunds })] }))
  expect(text.match(/Refund of €10\.00 failed/g)?.length ?? 0).toBe(alerts)
})

test('refunds beyond those listed are said', () => {
  const refunds = Array.from({ length: 6 }, (_, index) => f.refund({ id: `re_${index}` }))
  const text = (changes: Partial<Payment>) => textOf(draw({ payments: [f.payment({ refunds, ...changes })] }))
  expect(text({})).toContain('Refund: 2 more')
  expect(text({ refundsHasMore: true })).toContain('Refund: more in Stripe')
  expect(text({ refunds: refunds.slice(0, 4) })).not.toContain('more')
})

test('a dispute fee keeps its own currency, and is summed with the dispute only in the same one', () => {
  const text = (fees: { amountMinor: number; currency: string }[], status = 'needs_response') =>
    textOf(draw({ payments: [f.payment({ disputed: true })], disputes: [f.dispute({ fees, status })] }))
  expect(text([{ amountMinor: 1500, currency: 'usd' }])).toContain(
    'Held back: −€89.00 (plus $15.00 dispute fee)',
  )
  expect(text([{ amountMinor: 2000, currency: 'eur' }])).toContain(
    'Held back: −€109.00 (with €20.00 dispute fee)',
  )
  const two = [
    { amountMinor: 2000, currency: 'eur' },
    { amountMinor: 1500, currency: 'usd' },
  ]
  expect(text(two)).toContain('Held back: −€89.00 (plus €20.00, $15.00 dispute fee)')
  expect(text([], 'won')).not.toContain('ispute fee')
  expect(text([{ amountMinor: 1500, currency: 'usd' }], 'lost')).toContain('Dispute fee: $15.00')
})

test('a debit that no invoice names may be for the one that names none: nobody is asked to pay it again', () => {
  const unnamed = tried({ paymentIds: [], createdAtMs: f.at('2026-11-18') })
  const sent = f.openInvoice({ collectionMethod: 'send_invoice', dueAtMs: f.at('2026-11-12') })
  for (const invoice of [unnamed, sent]) {
    const panels = draw({ invoices: [invoice], payments: [f.pendingDebit()] })
    expect(asksToPay(panels)).toBe(0)
    expect(textOf(panels)).not.toMatch(/past due|payment failed/i)
    for (const other of [
      { amountMinor: 21400 },
      { currency: 'usd' },
      { createdAtMs: f.at('2026-10-01') },
      { invoiceId: 'in_9' },
      { status: 'succeeded' },
    ]) {
      expect(asksToPay(draw({ invoices: [invoice], payments: [f.pendingDebit(other)] }))).toBeGreaterThan(0)
    }
  }
  // An invoice that names its payments is paid by no other.
  expect(
    asksToPay(draw({ invoices: [tried({ paymentIds: ['pi_2'] })], payments: [f.pendingDebit()] })),
  ).toBeGreaterThan(0)
})

test('the first invoice of a subscription that the customer has to confirm is open, not past due', () => {
  const payments = [f.payment({ id: 'pi_1', status: 'requires_action', amountCapturedMinor: 0 })]
  const note = (status: string) =>
    draw({ subscriptions: [f.subscription({ status })], invoices: [tried()], payments }).find(
      ({ id }) => id === 'invoices',
    )?.note?.text
  expect(note('incomplete')).toBe('1 open')
  expect(note('past_due')).toBe('1 past due')
})

test.each<[string, Partial<Payment>, string, string]>([
  [
    'a part of it, the rest let go',
    { amountCapturedMinor: 3000, amountReleasedMinor: 18500 },
    'Succeeded, €30.00 of €215.00 taken',
    '€30.00',
  ],
  [
    'a part of it so far',
    { captured: false, amountCapturedMinor: 5000 },
    'Succeeded, €50.00 of €215.00 taken',
    '€50.00',
  ],
  [
    'a part of it so far, told by its intent',
    { status: 'requires_capture', captured: false, amountCapturedMinor: 5000 },
    'Succeeded, €50.00 of €215.00 taken',
    '€50.00',
  ],
  ['more than was authorised', { amountCapturedMinor: 25000 }, 'Succeeded', '€250.00'],
])(
  'of an authorisation %s is taken: row, total and headline count what was taken',
  (_, changes, meta, amount) => {
    const text = textOf(draw({ subscriptions: [], payments: [f.payment(changes)] }))
    expect(text).toContain(`${amount}\n    ${meta}`)
    expect(text).toContain(`Paid once  ${amount}`)
    expect(text).toContain(`Lifetime, net: ${amount}`)
    expect(text).toContain('Authorised: €215.00')
    expect(text.includes('Released: €185.00')).toBe(changes.amountReleasedMinor !== undefined)
  },
)

test('a trial of something free is not invoiced, and ends when the subscription does', () => {
  const { paymentMethod: _, ...customer } = f.billing().customer
  const trial = f.subscription({
    status: 'trialing',
    trialEndsAtMs: f.at('2026-12-09'),
    trialEndWithoutMethod: 'create_invoice',
    items: [f.item({ price: { unitAmountMinor: 0 } })],
  })
  const text = textOf(draw({ subscriptions: [trial], rest: { customer } }))
  expect(text).not.toContain('will be invoiced')
  expect(text).toContain('Trial ends 2026-12-09')
  const shorter = textOf(draw({ subscriptions: [{ ...trial, cancelAtMs: f.at('2026-12-04') }] }))
  expect(shorter).not.toContain('2026-12-09')
})

test('a refund that failed is shown before those that are only counted', () => {
  const made = [1, 2, 3, 4, 5].map((k) => f.refund({ id: `re_${k}`, createdAtMs: f.at('2026-10-01') }))
  const failed = f.refund({ id: 're_f', status: 'failed', amountMinor: 500, createdAtMs: f.at('2026-11-01') })
  const text = textOf(
    draw({ payments: [f.payment({ amountRefundedMinor: 5000, refunds: [...made, failed] })] }),
  )
  expect(text).toMatch(/Refund: \[bad\] −€5\.00 \(Refund failed/)
  expect(text).toContain('2 more')
})
