// The context benchmark's Stripe: E addresses with C customers each, P products per customer, and a fixed time per answer.

import { createServer, type ServerResponse } from 'node:http'

export type World = { addresses: number; customers: number; products: number; latencyMs: number }

const list = (url: string, data: object[]) => ({ object: 'list', url, has_more: false, data })
const at = 1_750_000_000

/** `person0@…` has the customers `cus_0_0`, `cus_0_1`, …; every customer has the same products in its own subscriptions. */
function createAnswers({ customers, products }: World) {
  const price = (product: number) => ({
    id: `price_${product}`,
    object: 'price',
    product: `prod_${product}`,
    currency: 'eur',
    unit_amount: 1000,
    unit_amount_decimal: '1000',
    billing_scheme: 'per_unit',
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
  })
  const subscriptions = (customer: string) =>
    list('/v1/subscriptions', [
      {
        id: `sub_${customer}`,
        object: 'subscription',
        customer,
        status: 'active',
        created: at,
        currency: 'eur',
        discounts: [],
        items: list(
          '/v1/subscription_items',
          Array.from({ length: products }, (_, n) => ({
            id: `si_${customer}_${n}`,
            price: price(n),
            quantity: 1,
            current_period_end: at + 2_592_000,
          })),
        ),
      },
    ])
  const person = (email: string) => {
    const number = /^person(\d+)@/.exec(email)?.[1] ?? ''
    return Array.from({ length: customers }, (_, n) => {
      const id = `cus_${number}_${n}`
      return {
        id,
        object: 'customer',
        email,
        name: 'A Person',
        created: at + n,
        livemode: false,
        subscriptions: subscriptions(id),
      }
    })
  }
  const invoices = (customer: string) =>
    list(
      '/v1/invoices',
      Array.from({ length: 24 }, (_, n) => ({
        id: `in_${customer}_${n}`,
        object: 'invoice',
        customer,
        status: 'paid',
        currency: 'eur',
        total: 1000,
        amount_due: 1000,
        amount_paid: 1000,
        created: at + n,
        lines: list(
          '/v1/invoices/lines',
          Array.from({ length: products }, (_, line) => ({
            id: `il_${line}`,
            amount: 250,
            description: '1 × Plan (at €10.00 / month)',
          })),
        ),
      })),
    )
  const charges = (customer: string) =>
    list(
      '/v1/charges',
      Array.from({ length: 100 }, (_, n) => ({
        id: `ch_${customer}_${n}`,
        object: 'charge',
        customer,
        status: 'succeeded',
        captured: true,
        amount: 1000,
        amount_captured: 1000,
        amount_refunded: 0,
        currency: 'eur',
        created: at + n,
        payment_method_details: {
          type: 'card',
          card: { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2030 },
        },
      })),
    )
  const product = (id: string) => ({ id, object: 'product', name: `Product ${id}` })

  return ({ pathname, searchParams }: URL): object => {
    const customer = searchParams.get('customer') ?? ''
    if (pathname === '/v1/customers/search') {
      const emails = [...(searchParams.get('query') ?? '').matchAll(/"([^"]*)"/g)].map(
        ([, email = '']) => email,
      )
      return { object: 'search_result', has_more: false, next_page: null, data: emails.flatMap(person) }
    }
    if (pathname === '/v1/customers') return list(pathname, person(searchParams.get('email') ?? ''))
    if (pathname === '/v1/subscriptions') return subscriptions(customer)
    if (pathname === '/v1/invoices') return invoices(customer)
    if (pathname === '/v1/charges') return charges(customer)
    if (pathname === '/v1/products') return list(pathname, searchParams.getAll('ids[]').map(product))
    return product(pathname.split('/').at(-1) ?? '')
  }
}

/** Listens on a free port; `requests()` returns the number of requests since its last call. */
export async function startUpstream(world: World) {
  const answer = createAnswers(world)
  let count = 0
  const send = (response: ServerResponse, body: object) =>
    response
      .writeHead(200, { 'Content-Type': 'application/json', 'Request-Id': 'req_bench' })
      .end(JSON.stringify(body))
  const server = createServer((request, response) => {
    count += 1
    const body = answer(new URL(request.url ?? '/', 'http://upstream'))
    setTimeout(() => send(response, body), world.latencyMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => {
      const seen = count
      count = 0
      return seen
    },
    close: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))),
  }
}
