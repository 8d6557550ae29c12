// What a handler is given follows from the types it names: held by the compiler, which reads this file as the tests do.

import type Stripe from 'stripe'
import { expectTypeOf, test } from 'vitest'
import { defineHandler } from './define.ts'
import type { EventOf, EventPattern } from './durable.ts'

test('one type is that event, with its object', () => {
  defineHandler({
    id: 'one',
    events: ['invoice.payment_failed'],
    async handle({ event }) {
      expectTypeOf(event).toEqualTypeOf<Stripe.InvoicePaymentFailedEvent>()
      expectTypeOf(event.data.object).toEqualTypeOf<Stripe.Invoice>()
    },
  })
})

test('several types are told apart by the type', () => {
  defineHandler({
    id: 'several',
    events: ['invoice.paid', 'customer.deleted'],
    async handle({ event }) {
      if (event.type === 'customer.deleted') expectTypeOf(event.data.object).toEqualTypeOf<Stripe.Customer>()
      else expectTypeOf(event.data.object).toEqualTypeOf<Stripe.Invoice>()
    },
  })
})

test('all below a name are their union, and nothing beside', () => {
  expectTypeOf<EventOf<'charge.*'>['type']>().toEqualTypeOf<
    Extract<Stripe.Event['type'], `charge.${string}`>
  >()
  expectTypeOf<Stripe.ChargeDisputeCreatedEvent>().toExtend<EventOf<'charge.*'>>()
  expectTypeOf<Stripe.InvoicePaidEvent>().not.toExtend<EventOf<'charge.*'>>()
})

test('thin types are events of the v2 API, and everything is either', () => {
  expectTypeOf<EventOf<'v1.billing.meter.error_report_triggered'>>().toEqualTypeOf<Stripe.V2.Core.Event>()
  expectTypeOf<EventOf<'v2.core.account.updated'>>().toEqualTypeOf<Stripe.V2.Core.Event>()
  expectTypeOf<EventOf<'v1.*'>>().toEqualTypeOf<Stripe.V2.Core.Event>()
  expectTypeOf<EventOf<'*'>>().toEqualTypeOf<Stripe.Event | Stripe.V2.Core.Event>()
})

test('every type that Stripe has can be named, of either form, also those with brackets', () => {
  expectTypeOf<Stripe.Event['type']>().toExtend<EventPattern>()
  expectTypeOf<Stripe.V2.Core.Event['type']>().toExtend<EventPattern>()
  expectTypeOf<'v2.core.account[requirements].updated'>().toExtend<EventPattern>()
})

test('a type that Stripe does not have is refused', () => {
  // @ts-expect-error it is invoice.paid
  defineHandler({ id: 'misspelt', events: ['invoice.payed'], handle: async () => undefined })
})
