// One customer for each state of a subscription.

import type { Failure } from '../objects/payment.ts'
import type { Author } from './author.ts'
import { periodBefore, subscribe } from './billing.ts'
import type { Catalogue } from './catalogue.ts'
import { card, insufficientFunds } from './main-people.ts'
import { Street } from './street.ts'

const monthly = { every: 'month' } as const

const expiredCard: Failure = {
  code: 'expired_card',
  message: 'Your card has expired.',
  adviceCode: 'confirm_card_data',
}
const stolenCard: Failure = {
  code: 'card_declined',
  declineCode: 'stolen_card',
  message: 'Your card was declined.',
  adviceCode: 'do_not_try_again',
}
const needsConfirmation: Failure = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

function plantTrials(street: Street, prices: Catalogue): void {
  const { author } = street
  const { clock } = author
  const trial = { status: 'trialing', trialStart: clock.days(12), started: clock.days(12) } as const
  street.subscriber(
    { key: 'trial card', name: 'Hollis & Vane', email: 'orders@hollisvane.example' },
    {
      ...trial,
      items: [{ price: prices.cafe }],
      trialEnd: clock.days(-18),
      period: { start: clock.days(12), end: clock.days(-18) },
    },
  )
  const bare = street.person({
    key: 'trial bare',
    name: 'Elif Demir',
    email: 'elif@demir-studio.example',
    since: 1,
  })
  subscribe(author, bare, {
    ...trial,
    key: 'trial bare',
    items: [{ price: prices.house }],
    trialEnd: clock.days(-2),
    trialEndWithoutMethod: 'cancel',
    period: { start: clock.days(12), end: clock.days(-2) },
  })
  const paused = street.person({
    key: 'paused',
    name: 'Atelier Blanc',
    email: 'bonjour@atelier-blanc.example',
    since: 3,
  })
  subscribe(author, paused, {
    key: 'paused',
    items: [{ price: prices.cafe }],
    status: 'paused',
    started: clock.months(3),
    trialStart: clock.months(3),
    trialEnd: clock.months(2),
    trialEndWithoutMethod: 'pause',
    pausedBecause: 'trial_end_without_payment_method',
    period: periodBefore(clock.days(-9), monthly),
  })
}

function plantUnpaid(street: Street, prices: Catalogue): void {
  const { author } = street
  const { clock } = author
  const failures = [30, 27, 23, 16].map((days) => ({ at: clock.days(days), failure: insufficientFunds }))
  street.subscriber(
    { key: 'unpaid', name: 'Grote Markt Espresso', email: 'kassa@grotemarkt.example', delinquent: true },
    {
      items: [{ price: prices.espresso, quantity: 4 }],
      status: 'unpaid',
      period: periodBefore(clock.days(-1), monthly),
      paidInvoices: 5,
      newest: { key: 'unpaid due', status: 'open', failures },
    },
  )
  street.subscriber(
    { key: 'incomplete', name: 'Nadia Farouk', email: 'nadia@farouk-interiors.example', since: 1 },
    {
      items: [{ price: prices.filter }],
      status: 'incomplete',
      started: clock.hours(5),
      period: { start: clock.hours(5), end: clock.days(-30) },
      paidInvoices: 1,
      newest: {
        key: 'incomplete due',
        status: 'open',
        reason: 'subscription_create',
        failures: [{ at: clock.hours(5), failure: needsConfirmation }],
      },
    },
  )
  street.subscriber(
    { key: 'incomplete expired', name: 'Pavel Horák', email: 'pavel@horak-kolo.example', since: 2 },
    {
      items: [{ price: prices.filter }],
      status: 'incomplete_expired',
      started: clock.days(40),
      endedAt: clock.days(39),
      period: { start: clock.days(40), end: clock.days(10) },
      paidInvoices: 1,
      newest: { key: 'incomplete expired due', status: 'void', reason: 'subscription_create' },
    },
  )
  street.subscriber(
    { key: 'uncollectible', name: 'Bistro Quai Neuf', email: 'compta@quaineuf.example', delinquent: true },
    {
      items: [{ price: prices.house }],
      status: 'canceled',
      canceledAt: clock.months(2),
      endedAt: clock.months(2),
      cancelReason: 'payment_failed',
      period: periodBefore(clock.months(2), monthly),
      paidInvoices: 4,
      newest: {
        key: 'uncollectible due',
        status: 'uncollectible',
        failures: [{ at: clock.months(2), failure: stolenCard }],
        uncollectibleReason: 'max_payment_attempts',
      },
    },
  )
}

function plantEndings(street: Street, prices: Catalogue): void {
  const { clock } = street.author
  const { visa } = street
  street.subscriber(
    { key: 'ending', name: 'Yusuf Adeyemi', email: 'yusuf@adeyemi-legal.example' },
    {
      items: [{ price: prices.house }],
      status: 'active',
      cancelAtPeriodEnd: true,
      cancelAt: clock.days(-17),
      canceledAt: clock.days(6),
      cancelReason: 'cancellation_requested',
      cancelFeedback: 'too_expensive',
      paidInvoices: 6,
    },
  )
  street.subscriber(
    {
      key: 'aurelia',
      name: 'Aurelia Bäckerei und Konditorei am Marktplatz',
      email: 'aurelia@baeckerei-markt.example',
      method: card('visa', '4242', clock.cardMonth(5)),
    },
    {
      items: [{ price: prices.espresso }],
      status: 'canceled',
      canceledAt: clock.months(5),
      endedAt: clock.months(5),
      cancelReason: 'cancellation_requested',
      cancelFeedback: 'switched_service',
      period: periodBefore(clock.months(5), monthly),
      paidInvoices: 7,
    },
  )
  street.subscriber(
    { key: 'collection paused', name: 'Sommerhaus am See', email: 'gast@sommerhaus.example', method: visa },
    {
      items: [{ price: prices.cafe }],
      status: 'active',
      pause: { behavior: 'void', resumesAt: clock.days(-90) },
      paidInvoices: 8,
    },
  )
  street.subscriber(
    { key: 'drafts kept', name: 'Teatro Lirico', email: 'bar@teatrolirico.example', method: visa },
    {
      items: [{ price: prices.cafe }],
      status: 'active',
      pause: { behavior: 'keep_as_draft' },
      paidInvoices: 3,
      newest: { key: 'drafts kept draft', status: 'draft' },
    },
  )
  street.subscriber(
    {
      key: 'expired card',
      name: 'Beatriz Fonseca',
      email: 'beatriz@fonseca-design.example',
      method: card('visa', '0069', clock.cardMonth(-2)),
    },
    {
      items: [{ price: prices.filter }],
      status: 'past_due',
      paidInvoices: 9,
      period: periodBefore(clock.days(-26), monthly),
      newest: {
        key: 'expired card due',
        status: 'open',
        failures: [{ at: clock.days(4), failure: expiredCard }],
        nextAttempt: clock.days(-1),
      },
    },
  )
  street.subscriber(
    { key: 'disputed cancel', name: 'Ole Brandvik', email: 'ole@brandvik.example' },
    {
      items: [{ price: prices.filterQuarter }],
      status: 'canceled',
      canceledAt: clock.months(4),
      endedAt: clock.months(4),
      cancelReason: 'payment_disputed',
      period: { start: clock.months(7), end: clock.months(4) },
      paidInvoices: 2,
    },
  )
}

/** Creates these customers. */
export function plantStatuses(author: Author, prices: Catalogue): void {
  const street = new Street(author, 'eur')
  plantTrials(street, prices)
  plantUnpaid(street, prices)
  plantEndings(street, prices)
}
