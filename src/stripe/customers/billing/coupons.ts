// Reads the coupons of discounts whose value is unknown: the amounts in every currency and the products they apply to. A coupon is
// read through the object that has the discount, because a deleted coupon still applies but cannot be read by itself, and a discount has
// no endpoint of its own. What a coupon takes off never changes, so it is cached for a day.
// https://docs.stripe.com/api/coupons/update https://docs.stripe.com/api/coupons/delete

import type { Customer, Discount, Subscription } from '#contract/billing.ts'
import type { Slug } from '#permissions.ts'
import type { ReadRequest } from '../../api/read-request.ts'
import type { StripeResult } from '../../api/stripe-result.ts'
import type { Upstream } from '../../api/upstream.ts'
import { couponAges, customerAges } from '../cache/ages.ts'
import { type CacheOptions, createCache } from '../cache/cache.ts'
import { upstreamKey } from '../cache/key.ts'
import { isWorthKnown, readWholeDiscounts } from '../readers/discount.ts'

export interface Coupons {
  /**
   * Completes the discounts whose value was unknown. Sends no request when the values of all are known in the currency of payment, or
   * cached from another customer with the same coupon.
   */
  load(
    upstream: Upstream,
    customer: Customer,
    subscriptions: readonly Subscription[],
    request: ReadRequest,
  ): Promise<Discount[]>
}

/** An object with discounts, and those of them whose value is unknown. */
type Bearer = {
  kind: 'subscriptions' | 'subscription_items' | 'customers'
  id: string
  field: 'discounts' | 'discount'
  unknown: Discount[]
}

/** The most objects read, with one request each; the newest subscriptions come first. */
const bearersMax = 5

const needs: Record<Bearer['kind'], Slug[]> = {
  subscriptions: ['rak_subscription_read', 'rak_coupon_read'],
  subscription_items: ['rak_subscription_read', 'rak_coupon_read'],
  customers: ['rak_customer_read', 'rak_coupon_read'],
}

const isOver = ({ status }: Subscription) => status === 'canceled' || status === 'incomplete_expired'

function bearersOf(customer: Customer, subscriptions: readonly Subscription[]): Bearer[] {
  const running = subscriptions.filter((one) => !isOver(one))
  const unknownIn = (discounts: readonly Discount[], currencies: readonly string[]) =>
    discounts.filter((discount) => currencies.some((currency) => !isWorthKnown(discount, currency)))
  const heirs = running.filter(({ discounts }) => discounts.length === 0).map(({ currency }) => currency)
  const own = running.flatMap(({ id, currency, discounts, items }): Bearer[] => [
    { kind: 'subscriptions', id, field: 'discounts', unknown: unknownIn(discounts, [currency]) },
    ...items.map((item): Bearer => {
      const unknown = unknownIn(item.discounts, [currency])
      return { kind: 'subscription_items', id: item.id, field: 'discounts', unknown }
    }),
  ])
  const inherited = unknownIn(customer.discounts, heirs)
  const all: Bearer[] = [
    ...own,
    { kind: 'customers', id: customer.id, field: 'discount', unknown: inherited },
  ]
  return all.filter(({ unknown }) => unknown.length > 0)
}

/** Chooses enough objects to cover every discount, so that no coupon is read twice. */
function chooseBearers(bearers: readonly Bearer[]): Bearer[] {
  const coupons = new Set<string | undefined>()
  return bearers
    .filter(({ unknown }) => {
      const isNew = unknown.some(({ couponId }) => couponId === undefined || !coupons.has(couponId))
      for (const { couponId } of unknown) coupons.add(couponId)
      return isNew
    })
    .slice(0, bearersMax)
}

/** The object is gone or does not support the expansion: that is a result too, and cached for a while. */
const isSettled = (status: number | undefined) => status === 400 || status === 404

async function loadBearer(
  upstream: Upstream,
  { kind, id, field }: Bearer,
  request: ReadRequest,
): Promise<StripeResult<Discount[]>> {
  const coupon = `${field}.source.coupon`
  const result = await upstream.send(
    {
      endpoint: `${kind}.retrieve`,
      path: `/v1/${kind}/${encodeURIComponent(id)}`,
      // All or nothing: without one of them the coupon would seem to apply to every product, or to have only one currency.
      query: { expand: [`${coupon}.currency_options`, `${coupon}.applies_to`] },
      needs: needs[kind],
    },
    request,
  )
  if (result.ok) return { ok: true, value: readWholeDiscounts(result.value) }
  return isSettled(result.status) ? { ok: true, value: [] } : result
}

export function createCoupons(options: CacheOptions & { tenantId: string }): Coupons {
  const { bytesMax, tenantId } = options
  const part = { ...options, bytesMax: Math.floor(bytesMax / 2) }
  const carried = createCache<Discount[]>(part)
  const byCoupon = createCache<Discount>(part)
  const keyOf = (upstream: Upstream, id: string) => upstreamKey(tenantId, upstream, id)

  const known = (upstream: Upstream, { couponId }: Discount): Discount | undefined =>
    couponId === undefined ? undefined : byCoupon.peek(keyOf(upstream, couponId))?.value

  const read = async (upstream: Upstream, bearer: Bearer, request: ReadRequest): Promise<Discount[]> => {
    // Coupons do not change, so a refresh has nothing to renew.
    const { fresh: _fresh, ...calmly } = request
    const isOf = (value: readonly Discount[]) =>
      bearer.unknown.every(({ id, couponId }) =>
        value.some((one) => (id !== undefined && one.id === id) || one.couponId === couponId),
      )
    const ages = (value: Discount[]) => (isOf(value) ? couponAges : customerAges(upstream.rationLevel()))
    const cached = await carried.get(keyOf(upstream, bearer.id), ages, calmly, (shared) =>
      loadBearer(upstream, bearer, shared),
    )
    if (cached.state === 'unavailable') return []
    for (const discount of cached.value)
      if (discount.couponId !== undefined && !known(upstream, discount))
        byCoupon.put(keyOf(upstream, discount.couponId), discount)
    return cached.value
  }

  return {
    async load(upstream, customer, subscriptions, request) {
      const bearers = bearersOf(customer, subscriptions)
      const cached = bearers
        .flatMap(({ unknown }) => unknown.map((discount) => known(upstream, discount)))
        .filter((discount) => discount !== undefined)
      const open = bearers
        .map((bearer) => ({ ...bearer, unknown: bearer.unknown.filter((one) => !known(upstream, one)) }))
        .filter(({ unknown }) => unknown.length > 0)
      const mayAsk = (bearer: Bearer) =>
        !upstream.savesReads() && !needs[bearer.kind].some((slug) => upstream.lacks(slug))
      const asked = chooseBearers(open).filter(mayAsk)
      const found = await Promise.all(asked.map((bearer) => read(upstream, bearer, request)))
      return [...cached, ...found.flat()]
    },
  }
}
