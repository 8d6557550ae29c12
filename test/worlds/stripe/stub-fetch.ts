// A minimal Stripe that answers the calls of the customer context, for tests that need exact faults and counts.
// The full simulator is in simulator/stripe; this stub has no rules.

type Object = Record<string, unknown>
const textOf = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : '')
export type StubWorld = {
  customers: Object[]
  invoices?: Object[]
  charges?: Object[]
  intents?: Object[]
  disputes?: Object[]
  products?: Object[]
  /** Returned by `/v1/subscriptions`, including ended ones. */
  subscriptions?: Object[]
  items?: Object[]
  sessions?: Object[]
}

export type StubStripe = {
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Decoded path and query of each request, in order of arrival. */
  requests: string[]
  /** Answers instead of the stub if it returns something. */
  intercept?: (url: URL, init: RequestInit | undefined) => Response | Promise<Response> | undefined
}

const page = (data: Object[], limit = 10) => ({
  object: 'list',
  data: data.slice(0, limit),
  has_more: data.length > limit,
})

export function stripeError(status: number, error: Object, headers: Record<string, string> = {}): Response {
  return Response.json(
    { error: { type: 'invalid_request_error', ...error } },
    { status, headers: { 'request-id': 'req_stub', ...headers } },
  )
}

/** An error with Stripe's wording for a missing permission. */
export function permissionError(slug: string): Response {
  const message = `The provided key 'rk_test_***abcdef' does not have the required permissions for this endpoint on account 'acct_1Stub'. Having the '${slug}' permission would allow this request to continue.`
  return stripeError(403, { message })
}

function answer(world: StubWorld, url: URL): Response {
  const { pathname, searchParams } = url
  const limit = Number(searchParams.get('limit') ?? 10)
  const by = (list: Object[] | undefined, field: string) =>
    page(
      (list ?? []).filter((one) => one[field] === searchParams.get(field)),
      limit,
    )
  if (pathname === '/v1/customers/search') {
    const wanted = [...(searchParams.get('query') ?? '').matchAll(/(\w+)([:~])"([^"]*)"/g)]
    const hits = world.customers.filter((one) =>
      wanted.some(([, field = '', , value = '']) => textOf(one[field]).includes(value.toLowerCase())),
    )
    return Response.json(page(hits, limit))
  }
  if (pathname === '/v1/customers') return Response.json(by(world.customers, 'email'))
  if (pathname === '/v1/invoices') {
    const status = searchParams.get('status')
    const wanted = (world.invoices ?? []).filter((one) => status === null || one['status'] === status)
    return Response.json(by(wanted, 'customer'))
  }
  if (pathname === '/v1/subscriptions') {
    const status = searchParams.get('status')
    const wanted = (world.subscriptions ?? []).filter(
      (one) =>
        status === 'all' || (status === null ? one['status'] !== 'canceled' : one['status'] === status),
    )
    return Response.json(by(wanted, 'customer'))
  }
  if (pathname === '/v1/subscription_items') return Response.json(by(world.items, 'subscription'))
  if (pathname === '/v1/checkout/sessions') {
    const email = searchParams.get('customer_details[email]')
    const wanted = (world.sessions ?? []).filter((one) => one['email'] === email)
    return Response.json(page(wanted, limit))
  }
  if (pathname === '/v1/charges/search') {
    const [, owner] = /customer:"([^"]*)" AND disputed:"true"/.exec(searchParams.get('query') ?? '') ?? []
    const hits = (world.charges ?? []).filter((one) => one['customer'] === owner && one['disputed'] === true)
    return Response.json(page(hits, limit))
  }
  if (pathname === '/v1/charges') return Response.json(by(world.charges, 'customer'))
  if (pathname === '/v1/payment_intents') return Response.json(by(world.intents, 'customer'))
  if (pathname === '/v1/disputes' && !searchParams.has('charge')) {
    return Response.json(page(world.disputes ?? [], limit))
  }
  if (pathname === '/v1/disputes') return Response.json(by(world.disputes, 'charge'))
  if (pathname === '/v1/products') {
    const ids = searchParams.getAll('ids[]')
    return Response.json(
      page(
        (world.products ?? []).filter(({ id }) => ids.includes(textOf(id))),
        100,
      ),
    )
  }
  const customer = world.customers.find(({ id }) => pathname === `/v1/customers/${textOf(id)}`)
  if (customer) return Response.json(customer)
  const logs = 'https://dashboard.stripe.com/acct_1Stub/test/workbench/logs?object=req_stub'
  return stripeError(404, { code: 'resource_missing', message: 'No such object', request_log_url: logs })
}

export function createStubStripe(world: StubWorld, options: { delayMs?: number } = {}): StubStripe {
  const { delayMs = 0 } = options
  const stub: StubStripe = {
    requests: [],
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input)
      stub.requests.push(decodeURIComponent(url.pathname + url.search))
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      init?.signal?.throwIfAborted()
      return (await stub.intercept?.(url, init)) ?? answer(world, url)
    },
  }
  return stub
}
