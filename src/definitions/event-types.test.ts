// The type of a handler's event follows from the event types it names. The compiler checks this when it compiles this file.

import type Stripe from 'stripe'
import { expectTypeOf, test } from 'vitest'
import { defineHandler } from './define.ts'
import type { EventOf, EventPattern } from './durable.ts'

test('one type gives that event with its object', () => {
  defineHandler({
    id: 'one',
    events: ['invoice.payment_failed'],
    async handle({ event }) {
      expectTypeOf(event).toEqualTypeOf<Stripe.InvoicePaymentFailedEvent>()
      expectTypeOf(event.data.object).toEqualTypeOf<Stripe.Invoice>()
    },
  })
})

test('several types can be distinguished by `type`', () => {
  defineHandler({
    id: 'several',
    events: ['invoice.paid', 'customer.deleted'],
    async handle({ event }) {
      if (event.type === 'customer.deleted') expectTypeOf(event.data.object).toEqualTypeOf<Stripe.Customer>()
      else expectTypeOf(event.data.object).toEqualTypeOf<Stripe.Invoice>()
    },
  })
})

test('a prefix pattern gives the union of its events and nothing else', () => {
  expectTypeOf<EventOf<'charge.*'>['type']>().toEqualTypeOf<
    Extract<Stripe.Event['type'], `charge.${string}`>
  >()
  expectTypeOf<Stripe.ChargeDisputeCreatedEvent>().toExtend<EventOf<'charge.*'>>()
  expectTypeOf<Stripe.InvoicePaidEvent>().not.toExtend<EventOf<'charge.*'>>()
})

test('thin types give v2 events, and `*` gives either kind', () => {
  expectTypeOf<EventOf<'v1.billing.meter.error_report_triggered'>>().toEqualTypeOf<Stripe.V2.Core.Event>()
  expectTypeOf<EventOf<'v2.core.account.updated'>>().toEqualTypeOf<Stripe.V2.Core.Event>()
  expectTypeOf<EventOf<'v1.*'>>().toEqualTypeOf<Stripe.V2.Core.Event>()
  expectTypeOf<EventOf<'*'>>().toEqualTypeOf<Stripe.Event | Stripe.V2.Core.Event>()
})

test('every Stripe event type can be named, including thin ones and those with brackets', () => {
  expectTypeOf<Stripe.Event['type']>().toExtend<EventPattern>()
  expectTypeOf<Stripe.V2.Core.Event['type']>().toExtend<EventPattern>()
  expectTypeOf<'v2.core.account[requirements].updated'>().toExtend<EventPattern>()
})

test('rejects a type that Stripe does not have', () => {
  // @ts-expect-error it is invoice.paid
  defineHandler({ id: 'misspelt', events: ['invoice.payed'], handle: async () => undefined })
})
