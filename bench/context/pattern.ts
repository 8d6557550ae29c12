// Replays the request pattern common to sidebars of this kind: one search per address, then for one customer after the other its
// subscriptions and invoices together, then each of its products. It reads less than the gateway: no payments, refunds or
// disputes.

type Get = (
  path: string,
) => Promise<{ data?: { id: string; items?: { data: { price: { product: string } }[] } }[] }>

/** Waits like a sidebar that draws one customer after the other: 1 + 2C round trips. */
export async function replayAddress(get: Get, address: string): Promise<void> {
  const query = encodeURIComponent(`email:"${address}"`)
  const found = await get(`/v1/customers/search?query=${query}`)
  for (const { id } of found.data ?? []) {
    const [subscriptions] = await Promise.all([
      get(`/v1/subscriptions?customer=${id}&limit=100`),
      get(`/v1/invoices?customer=${id}&limit=24`),
    ])
    const items = (subscriptions.data ?? []).flatMap((subscription) => subscription.items?.data ?? [])
    const products = new Set(items.map(({ price }) => price.product))
    await Promise.all([...products].map((product) => get(`/v1/products/${product}`)))
  }
}
