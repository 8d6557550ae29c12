// Finds products that are paid for more than once, so that the team can ask before the customer does.

import type { Subscription } from '#contract/billing.ts'
import type { ForeignValue } from './foreign.ts'
import { foreign } from './foreign.ts'
import { isLive } from './subscription-state.ts'

export type Doubled = { times: number; name: ForeignValue | undefined }

/** Takes the subscriptions of each holder (a subscription or a customer) and returns the products that several holders pay for. */
export function doubledProducts(holders: Subscription[][]): Doubled[] {
  const byProduct = new Map<string, Doubled>()
  for (const subscriptions of holders) {
    const running = subscriptions.filter((one) => isLive(one) && one.status !== 'incomplete')
    const items = running.flatMap((one) => one.items)
    const own = new Map(items.map((item) => [item.productId ?? item.price.productId ?? '', item]))
    for (const [id, item] of own) {
      if (id === '') continue
      // A price's nickname would name one of several prices of the product: only the product's own name is shown.
      const name = foreign(item.productName, 200) ?? byProduct.get(id)?.name
      byProduct.set(id, { times: (byProduct.get(id)?.times ?? 0) + 1, name })
    }
  }
  return [...byProduct.values()].filter(({ times }) => times > 1)
}
