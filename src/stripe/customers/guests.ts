// Finds payments of guests, who never became customers: through another object that was found, or by the address given at Checkout.

import type { Cached, GuestPayment, Unavailable } from '#contract/billing.ts'
import { hasMoreOf, idOf, listOf, objectOf, type Raw, rawOf, textOf } from '../api/raw.ts'
import type { ReadRequest } from '../api/read-request.ts'
import { type ExpandingCall, sendWithFallback } from '../api/send-with-fallback.ts'
import type { StripeResult } from '../api/stripe-result.ts'
import type { Upstream } from '../api/upstream.ts'
import { foldAddress, spellingsOf } from './addresses.ts'
import type { Sections } from './billing/sections.ts'
import { customerAges } from './cache/ages.ts'
import { type CacheOptions, createCache } from './cache/cache.ts'
import { upstreamKey } from './cache/key.ts'
import { readCharge, readPaymentIntent } from './readers/payment.ts'

/** A payment without a customer, before its dispute is read. */
export type Guest = Pick<GuestPayment, 'payment' | 'email' | 'chargeUnread'>

export interface Guests {
  /** Payments made at Checkout with this address, without a customer. */
  byAddress(
    upstream: Upstream,
    address: string,
    request: ReadRequest,
  ): Promise<Cached<{ guests: Guest[]; hasMore: boolean }>>
  /** Adds the disputes of the disputed payments. */
  complete(
    upstream: Upstream,
    cached: { guests: readonly Guest[]; asOfMs: number },
    request: ReadRequest,
  ): Promise<GuestPayment[]>
}

const listed = 20
/** The most disputes read, with one request each. */
const disputesMax = 3

const emailOf = (charge: Raw): string | undefined =>
  textOf(rawOf(charge['billing_details'])['email']) ?? textOf(charge['receipt_email'])

function ofCharge(charge: Raw): Guest | undefined {
  const payment = readCharge(charge)
  const email = emailOf(charge)
  return payment && { payment, ...(email === undefined ? {} : { email }) }
}

function ofIntent(intent: Raw): Guest | undefined {
  const charge = objectOf(intent['latest_charge']) ?? listOf(intent['charges'])[0]
  // The charge has refunds and disputes; an unfinished intent says what it waits for.
  if (charge && intent['status'] === 'succeeded') {
    const guest = ofCharge(charge)
    return guest && { ...guest, payment: { ...guest.payment, paymentIntentId: idOf(intent) ?? '' } }
  }
  const payment = readPaymentIntent(intent)
  const email = textOf(intent['receipt_email']) ?? (charge && emailOf(charge))
  const chargeUnread = !charge && typeof intent['latest_charge'] === 'string'
  return (
    payment && {
      payment,
      ...(email === undefined ? {} : { email }),
      ...(chargeUnread ? { chargeUnread } : {}),
    }
  )
}

/** The payment that an object is or belongs to; `undefined` if there is none. */
export function readGuest(raw: Raw): Guest | undefined {
  switch (raw['object']) {
    case 'charge':
      return ofCharge(raw)
    case 'payment_intent':
      return ofIntent(raw)
    case 'checkout.session': {
      const intent = objectOf(raw['payment_intent'])
      const guest = intent && ofIntent(intent)
      const email = textOf(rawOf(raw['customer_details'])['email'])
      return guest && { ...guest, ...(email === undefined ? {} : { email }) }
    }
    default: {
      // A refund or a dispute: the payment it belongs to.
      const charge = objectOf(raw['charge'])
      return charge && ofCharge(charge)
    }
  }
}

const sessionsCall = (email: string): ExpandingCall => ({
  endpoint: 'checkout_sessions.list',
  path: '/v1/checkout/sessions',
  query: { 'customer_details[email]': email, limit: listed },
  needs: ['rak_checkout_session_read'],
  expansions: [
    {
      path: 'data.payment_intent.latest_charge.refunds',
      needs: ['rak_payment_intent_read', 'rak_charge_read'],
    },
  ],
})

async function load(
  upstream: Upstream,
  address: string,
  request: ReadRequest,
): Promise<StripeResult<{ guests: Guest[]; hasMore: boolean }>> {
  const results = await Promise.all(
    spellingsOf(address).map((spelling) => sendWithFallback(upstream, sessionsCall(spelling), request)),
  )
  const failed = results.find((result) => !result.ok)
  if (failed && !failed.ok) return failed
  const sessions = results.flatMap((result) => (result.ok ? listOf(result.value) : []))
  const own = sessions.filter((session) => {
    const email = textOf(rawOf(session['customer_details'])['email'])
    return idOf(session['customer']) === undefined && email && foldAddress(email) === foldAddress(address)
  })
  // Without the permission for payment intents it is unknown what was paid.
  const locked = own.some(({ payment_intent: intent }) => typeof intent === 'string')
  const why: Unavailable = { reason: 'permission', permissions: ['rak_payment_intent_read'] }
  if (locked) return { ok: false, why }
  const guests = own.map(readGuest).filter((guest) => guest !== undefined)
  const once = [...new Map(guests.map((guest) => [guest.payment.id, guest])).values()]
  return {
    ok: true,
    value: { guests: once, hasMore: results.some((result) => result.ok && hasMoreOf(result.value)) },
  }
}

export function createGuests(options: CacheOptions & { tenantId: string; sections: Sections }): Guests {
  const { tenantId, sections } = options
  const cache = createCache<{ guests: Guest[]; hasMore: boolean }>(options)
  return {
    byAddress(upstream, address, request) {
      const key = upstreamKey(tenantId, upstream, foldAddress(address))
      const ages = () => customerAges(upstream.rationLevel())
      return cache.get(key, ages, request, (shared) => load(upstream, address, shared))
    },
    async complete(upstream, { guests, asOfMs }, request) {
      const disputed = guests.filter(({ payment }) => payment.disputed).slice(0, disputesMax)
      const read = await Promise.all(
        disputed.map(async ({ payment }) => ({
          id: payment.id,
          disputes: await sections.disputes(upstream, payment.id, request),
        })),
      )
      return guests.map((guest) => ({
        ...guest,
        account: upstream.account(),
        asOfMs,
        disputes: read.find(({ id }) => id === guest.payment.id)?.disputes ?? {
          state: 'read',
          value: [],
          asOfMs,
        },
      }))
    },
  }
}
