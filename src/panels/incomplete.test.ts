// What was read only in part is said in the headline, in every language, and amounts over it are "at least".

import { expect, test } from 'vitest'
import { drawCustomer, drawHit } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText } from './fixtures/panel-text.ts'

const headOf = (billing: Parameters<typeof drawCustomer>[0]) => {
  const [customer] = drawCustomer(billing, f.view)
  return panelsText(customer ? [customer] : [])
}
const verdictOf = (billing: Parameters<typeof drawCustomer>[0], locale = 'en') => {
  const blocks = drawCustomer(billing, { ...f.view, locale })[0]?.blocks ?? []
  const verdict = blocks.find(({ type }) => type === 'verdict')
  return JSON.stringify(verdict)
}
const partly = <T>(items: T[], more: object = {}) => f.read({ items, hasMore: true, ...more })
const ten = Array.from({ length: 10 }, (_, k) => f.subscription({ id: `sub_${k}` }))

test('more subscriptions than were read stand in the headline, at once and when all else is read', () => {
  const billing = f.billing({ subscriptions: partly(ten) })
  expect(verdictOf(billing)).toContain('10 subscriptions read, there are more')
  expect(verdictOf(billing, 'de')).toContain('10 Abonnements gelesen, es gibt weitere')
  expect(verdictOf(billing, 'fr')).toContain('10 abonnements lus, il y en a d’autres')
  const hit = f.hit({ subscriptions: partly(ten) })
  expect(JSON.stringify(drawHit(hit, f.view)[0])).toContain('10 subscriptions read, there are more')
})

test('items that were not read leave no amount, and the headline says so', () => {
  const head = headOf(f.billing({ subscriptions: [f.subscription({ itemsHasMore: true })] }))
  expect(head).toContain('a subscription has more items than were read')
  expect(head).not.toContain('Paying  €49.00')
})

test('what is owed is "at least" when more invoices may be open than were read', () => {
  const invoices = partly(
    [f.openInvoice({ dueAtMs: f.at('2026-06-01'), collectionMethod: 'send_invoice' })],
    {
      openHasMore: true,
    },
  )
  const head = headOf(f.billing({ invoices }))
  expect(head).toContain('Owes: at least €215.00')
  expect(head).toContain('there may be more open invoices than were read')
  const late = headOf(f.billing({ invoices, subscriptions: [f.subscription({ status: 'past_due' })] }))
  expect(late).toContain('Past due  at least €215.00')
})

test('disputed payments that were not looked at make the loss "at least", in the headline and below', () => {
  const payments = [1, 2, 3].map((k) =>
    f.payment({ id: `ch_${k}`, paymentIntentId: `pi_${k}`, disputed: true }),
  )
  const disputes = [f.dispute({ id: 'dp_1', paymentId: 'ch_1', status: 'lost', amountMinor: 3000 })]
  const head = headOf(f.billing({ payments, disputes }))
  expect(head).toContain('at least −€30.00 lost to disputes, 2 disputed payments not checked')
  expect(head).toContain('Lost to disputes: at least −€30.00')
  const known = headOf(f.billing({ payments: payments.slice(0, 1), disputes }))
  expect(known).toContain('Lost to disputes: −€30.00')
  expect(known).not.toContain('at least')
})

test('a lifetime value over some of the payments says so', () => {
  const payments = f.read({
    items: [f.payment()],
    hasMore: true,
    from: 'charges' as const,
    disputedHasMore: true,
  })
  const head = headOf(f.billing({ payments }))
  expect(head).toContain('Lifetime, net: at least €215.00')
  expect(head).toContain('older payments may be disputed too')
})

test('"no subscription" is not said where ended ones may not be known', () => {
  const subscriptions = f.read({ items: [], hasMore: false, endedHasMore: true })
  const drawn = panelsText(drawCustomer(f.billing({ subscriptions, payments: [f.payment()] }), f.view))
  expect(drawn).toContain('some ended subscriptions may be missing')
  expect(drawn).not.toContain('no subscription')
  expect(drawn).not.toContain('No subscriptions.')
})

test('a customer whom Stripe calls delinquent without a debt that was read is said to be so', () => {
  const head = headOf(f.billing({ customer: { delinquent: true } }))
  expect(head).toContain('delinquent in Stripe')
  expect(head).toContain('Stripe marks this customer as delinquent')
  const explained = [
    f.billing({ customer: { delinquent: true }, subscriptions: [f.subscription({ status: 'past_due' })] }),
    f.billing({
      customer: { delinquent: true },
      invoices: [f.invoice({ status: 'uncollectible', amountRemainingMinor: 900 })],
    }),
    f.billing({ customer: { delinquent: false } }),
  ]
  for (const billing of explained) expect(headOf(billing)).not.toContain('delinquent')
})

test('of more than three open disputes the nearest deadlines stand first, and the others are counted', () => {
  const payments = [1, 2, 3, 4, 5].map((k) => f.payment({ id: `ch_${k}`, disputed: true }))
  const disputes = payments.map(({ id }, k) =>
    f.dispute({
      id: `dp_${k}`,
      paymentId: id,
      amountMinor: 1000 * (k + 1),
      dueAtMs: f.nowMs + (9 - k) * 86_400_000,
    }),
  )
  const alerts = headOf(f.billing({ payments, disputes }))
    .split('\n')
    .filter((line) => line.startsWith('!'))
  expect(alerts[0]).toContain('€50.00')
  expect(alerts[3]).toContain('2 more disputes need a response')
})
