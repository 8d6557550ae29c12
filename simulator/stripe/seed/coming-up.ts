// A customer with content in every section that opens on demand: a next invoice with everything that changes its amount, a
// scheduled change, several payment methods, credit, an incomplete payment, a fraud warning and a review.

import { creditNote } from '../objects/credit.ts'
import { invoiceItem, schedule, taxId } from '../objects/pending.ts'
import { fraudWarning, review } from '../objects/risk.ts'
import type { Author, Person } from './author.ts'
import { periodBefore, subscribe } from './billing.ts'
import { couponIds, type Catalogue } from './catalogue.ts'
import { card } from './main-people.ts'
import { customerOf } from './people.ts'

const monthly = { every: 'month' } as const

function plantNextInvoice(author: Author, person: Person, prices: Catalogue): void {
  const { clock, store } = author
  const { livemode } = store
  const customer = person.row.id
  const period = periodBefore(clock.days(-9), monthly)
  const held = subscribe(author, person, {
    key: 'lichthof',
    items: [{ price: prices.cafe, quantity: 2 }],
    status: 'active',
    started: clock.months(8),
    period,
    paidInvoices: 3,
    coupon: { id: couponIds.tenPercent, end: clock.days(-200) },
  })
  held.automatic_tax.enabled = true
  const items: [amount: number, description: string, proration: boolean][] = [
    [1250, 'One more seat for part of November', true],
    [900, 'Delivery on a Saturday', false],
  ]
  for (const [index, [amount, description, proration]] of items.entries()) {
    store.add(
      'invoiceitem',
      invoiceItem({
        id: author.id('ii', `lichthof ${index}`),
        created: clock.days(6 - index),
        livemode,
        customer,
        amount,
        currency: 'eur',
        description,
        subscription: held.id,
        proration,
      }),
    )
  }
  const id = author.id('sub_sched', 'lichthof')
  const later = clock.days(-39)
  store.add(
    'subscription_schedule',
    schedule({
      id,
      created: clock.days(12),
      livemode,
      customer,
      subscription: held.id,
      phases: [
        { start: period.start, end: later, price: prices.cafe, quantity: 2, currency: 'eur' },
        { start: later, end: clock.days(-404), price: prices.cafe, quantity: 5, currency: 'eur' },
      ],
    }),
  )
  held.schedule = id
}

function plantBeside(author: Author, person: Person): void {
  const { clock, store } = author
  const { livemode } = store
  author.saveMethod(
    person,
    { kind: 'sepa_debit', last4: '7721', country: 'DE' },
    author.id('pm', 'lichthof sepa'),
  )
  author.credit(person, { amount: -1200, at: clock.days(33), description: 'Two bags came late' })
  const [billed] = store.related('invoice', 'customer', person.row.id)
  if (billed) {
    store.add(
      'credit_note',
      creditNote({ id: author.id('cn', 'lichthof'), created: clock.days(60), invoice: billed, amount: 1500 }),
    )
  }
  const suspect = author.charge(person, {
    key: 'lichthof grinder',
    at: clock.days(4),
    amount: 24_900,
    description: 'Grinder for the counter',
  })
  store.add(
    'radar.early_fraud_warning',
    fraudWarning({ id: author.id('issfr', 'lichthof'), created: clock.days(2), charge: suspect }),
  )
  store.add('review', review({ id: author.id('prv', 'lichthof'), created: clock.days(3), charge: suspect }))
  author.intent(person, {
    key: 'lichthof waits',
    at: clock.days(1),
    amount: 8900,
    status: 'requires_action',
  })
  store.add(
    'tax_id',
    taxId({
      id: author.id('txi', 'lichthof'),
      created: clock.months(8),
      livemode,
      customer: person.row.id,
      value: 'DE123456789',
      country: 'DE',
    }),
  )
}

/** Creates the customer. */
export function plantComingUp(author: Author, prices: Catalogue): void {
  const { clock } = author
  const person = author.person({
    ...customerOf('lichthof'),
    created: clock.months(8),
    currency: 'eur',
    country: 'DE',
    metadata: { account_manager: 'Mara', tier: 'gold' },
    method: card('visa', '4006', clock.cardMonth(16)),
  })
  const address = {
    city: 'Leipzig',
    country: 'DE',
    line1: 'Spinnereistraße 7',
    line2: 'Halle 14',
    postal_code: '04179',
    state: null,
  }
  person.row.address = address
  person.row.shipping = { name: 'Atelier Lichthof, counter', phone: '+49 341 5550142', address }
  plantNextInvoice(author, person, prices)
  author.numberInvoices(person, 'LICHT')
  plantBeside(author, person)
}
