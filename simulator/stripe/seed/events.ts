// The events of the last 30 days that belong to the seeded objects.

import type { Tables } from '../objects/tables.ts'
import type { Author } from './author.ts'

type SeedEvent = { type: string; at: number; subject: string }

const chargeEvent = (charge: Tables['charge']): string =>
  charge.status === 'failed'
    ? 'charge.failed'
    : charge.status === 'pending'
      ? 'charge.pending'
      : 'charge.succeeded'

/** Adds the events in chronological order. */
export function plantEvents(author: Author): void {
  const { store, clock } = author
  const happenings: SeedEvent[] = [
    ...store
      .all('customer')
      .map(({ id, created }) => ({ type: 'customer.created', at: created, subject: id })),
    ...store
      .all('subscription')
      .map(({ id, created }) => ({ type: 'customer.subscription.created', at: created, subject: id })),
    ...store
      .all('invoice')
      .flatMap((invoice) => [
        { type: 'invoice.created', at: invoice.created, subject: invoice.id },
        ...(invoice.status === 'paid'
          ? [{ type: 'invoice.paid', at: invoice.created, subject: invoice.id }]
          : []),
      ]),
    ...store
      .all('charge')
      .map((charge) => ({ type: chargeEvent(charge), at: charge.created, subject: charge.id })),
    ...store
      .all('dispute')
      .map(({ id, created }) => ({ type: 'charge.dispute.created', at: created, subject: id })),
    ...store.all('refund').map(({ id, created }) => ({ type: 'refund.created', at: created, subject: id })),
  ]
  happenings
    .filter(({ at }) => at > clock.days(30) && at <= clock.nowSeconds)
    .sort((a, b) => a.at - b.at)
    .forEach(({ type, at, subject }) => {
      const id = author.id('evt', `${type} ${subject}`)
      store.add('event', { id, object: 'event', created: at, type, subject, api_version: '2023-10-16' })
    })
}
