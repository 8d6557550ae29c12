// Test mode, and the second account.

import type { Author } from './author.ts'
import { bill } from './bill.ts'
import { periodBefore, subscribe } from './billing.ts'
import type { Catalogue } from './catalogue.ts'
import { card } from './main-people.ts'
import { customerOf, seedPerson } from './people.ts'
import { Street } from './street.ts'

const monthly = { every: 'month' } as const

/** Test mode of the first account. */
export function plantTestMode(author: Author, prices: Catalogue): void {
  const { clock } = author
  const { address, company = '' } = seedPerson('qa')
  const qa = author.person({
    key: 'qa',
    name: company,
    email: address,
    created: clock.days(40),
    currency: 'usd',
  })
  const trialing = subscribe(author, qa, {
    key: 'qa cafe',
    items: [{ price: prices.cafeUsd }],
    status: 'trialing',
    started: clock.days(5),
    trialStart: clock.days(5),
    trialEnd: clock.days(-9),
    trialEndWithoutMethod: 'cancel',
    period: { start: clock.days(5), end: clock.days(-9) },
  })
  const nothing = bill(author, qa, {
    key: 'qa trial',
    at: clock.days(5),
    status: 'paid',
    lines: [{ amount: 0, description: 'Trial period for Café plan', price: prices.cafeUsd }],
    subscription: trialing.id,
    reason: 'subscription_create',
  })
  trialing.latest_invoice = nothing.id
  subscribe(author, qa, {
    key: 'qa house',
    items: [{ price: prices.houseUsd }],
    status: 'active',
    started: clock.days(19),
    period: periodBefore(clock.days(-12), monthly),
    cancelAtPeriodEnd: true,
    cancelAt: clock.days(-12),
    canceledAt: clock.days(12),
    cancelReason: 'cancellation_requested',
  })
  subscribe(author, qa, {
    key: 'qa espresso',
    items: [{ price: prices.espressoTrial }],
    status: 'active',
    started: clock.days(30),
    period: periodBefore(clock.days(-1), monthly),
    pause: { behavior: 'void', resumesAt: clock.days(-41) },
  })
  author.person({
    key: 'ines test',
    name: 'Café Marisol (test)',
    email: seedPerson('ines').address,
    created: clock.days(200),
    currency: 'eur',
  })
  plantClock(author, prices)
}

/** A customer on a test clock: what is past in real time is still to come on the clock. */
function plantClock(author: Author, prices: Catalogue): void {
  const { clock, store } = author
  const testClock = store.add('test_helpers.test_clock', {
    id: author.id('clock', 'zeitreise'),
    object: 'test_helpers.test_clock',
    created: clock.days(20),
    deletes_after: clock.days(-10),
    frozen_time: clock.days(40),
    livemode: false,
    name: 'Renewals in autumn',
    status: 'ready',
    status_details: {},
  }).id
  const traveller = author.person({
    ...customerOf('clock'),
    created: clock.days(60),
    currency: 'eur',
    method: card('visa', '4242', clock.cardMonth(12)),
    testClock,
  })
  subscribe(author, traveller, {
    key: 'clock',
    items: [{ price: prices.cafe }],
    status: 'active',
    started: clock.days(60),
    period: periodBefore(clock.days(30), monthly),
    paidInvoices: 1,
    testClock,
  })
  author.numberInvoices(traveller, 'ZEIT')
}

/** The second account, live. */
export function plantSecondAccount(author: Author, prices: Catalogue): void {
  const { clock } = author
  const street = new Street(author, 'usd')
  street.subscriber(
    {
      key: 'two rivers',
      name: 'Two Rivers Roasters Inc.',
      email: 'hello@tworivers.example',
      method: { kind: 'us_bank_account', bank: 'STRIPE TEST BANK', last4: '6789' },
    },
    { items: [{ price: prices.cafe, quantity: 2 }], status: 'active', paidInvoices: 6 },
  )
  street.subscriber(
    { key: 'bayside', name: 'Bayside Books', email: 'coffee@baysidebooks.example' },
    { items: [{ price: prices.house }], status: 'active', paidInvoices: 3, daysUntilDue: 30 },
  )
  const owed = street.person({ key: 'prairie', name: 'Prairie Diner', email: 'owner@prairiediner.example' })
  bill(author, owed, {
    key: 'prairie',
    at: clock.days(35),
    status: 'open',
    sent: true,
    dueDate: clock.days(5),
    lines: [{ amount: 18_000, description: 'Wholesale order' }],
  })
}

/** The second account in test mode. */
export function plantSecondTest(author: Author): void {
  author.person({
    key: 'us test',
    name: 'Two Rivers (test)',
    email: 'hello@tworivers.example',
    created: author.clock.days(100),
    currency: 'usd',
  })
}
