// The account that sells Tillside itself: one product with one price, and no customers yet.

import { price, product } from '../objects/catalogue.ts'
import type { Author } from './author.ts'

export function plantOwnAccount({ store, ids, clock }: Author): void {
  const common = { created: clock.months(20), livemode: store.livemode }
  const plan = product({ id: 'prod_TillsidePlan', name: 'Tillside', ...common })
  store.add('product', plan)
  store.add(
    'price',
    price({
      id: ids.of('price', `tillside plan ${store.livemode}`),
      product: plan.id,
      currency: 'usd',
      amount: 400,
      interval: { every: 'month' },
      taxBehavior: 'exclusive',
      ...common,
    }),
  )
}
