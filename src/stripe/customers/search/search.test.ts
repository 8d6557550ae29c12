// The search box against the counting stub: what is asked, what counts as a hit.

import { expect, test } from 'vitest'
import { customer, open, subscription, world } from '../../../../test/worlds/stripe/context.ts'
import { permissionError, stripeError } from '../../../../test/worlds/stripe/stub-fetch.ts'

const page = (...data: object[]) => Response.json({ object: 'search_result', data, has_more: false })
const ids = (hits: { customer: { id: string } }[]) => hits.map((hit) => hit.customer.id)

test('text that would leave its quotes is neither sent nor answered', async () => {
  const { context, ask, stub } = open()
  for (const typed of [`' OR created>0 --`, String.raw`\" OR email~"amy`, '\u201d OR name~\u201dAmy']) {
    const { hits } = await context.search(typed, ask())
    expect(hits).toEqual([])
  }
  for (const request of stub.requests) {
    const [, query = ''] = /query=([^&]*)/.exec(request) ?? []
    expect(query).toMatch(/^name~"[^"\\]*" OR email~"[^"\\]*"$/)
  }
})

test('a name finds its customer with the field it stood in, and reading the choice costs no further look-up', async () => {
  const { context, ask, stub } = open()
  const { hits } = await context.search('rocket', ask())
  expect(ids(hits).toSorted()).toEqual(['cus_1', 'cus_x'])
  expect(hits[0]?.match).toEqual({ kind: 'found', field: 'email', text: 'rocket' })
  expect(stub.requests).toHaveLength(1)
  const chosen = await context.findCustomer(
    { customerId: 'cus_1', account: 'main' },
    { kind: 'chosen' },
    ask(),
  )
  expect(chosen).toMatchObject({ customer: { id: 'cus_1' }, match: { kind: 'chosen' } })
  expect(stub.requests).toHaveLength(1)
})

test('a hit that Stripe brings but that does not hold the text is dropped', async () => {
  const { context, ask, stub } = open()
  stub.intercept = (url) =>
    url.pathname.endsWith('/search') ? page(customer('cus_9', 'z@z.io', { name: 'Other' })) : undefined
  expect((await context.search('rocket', ask())).hits).toEqual([])
})

test('an invoice number leads to its customer and says so; another number does not', async () => {
  const { context, ask, stub } = open()
  const invoice = {
    id: 'in_1',
    customer: 'cus_1',
    number: 'ABC-0001',
    status: 'open',
    total: 500,
    currency: 'eur',
  }
  stub.intercept = (url) =>
    url.pathname === '/v1/invoices/search'
      ? page(invoice, { ...invoice, id: 'in_2', number: 'XABC-0001', customer: 'cus_x' })
      : undefined
  const { hits } = await context.search('abc-0001', ask())
  expect(hits).toMatchObject([
    {
      customer: { id: 'cus_1' },
      match: { field: 'number' },
      via: { id: 'in_1', label: 'ABC-0001', status: 'open', amount: { amountMinor: 500, currency: 'eur' } },
    },
  ])
})

test('the last four digits of a card lead to each customer once, and guests to nobody', async () => {
  const { context, ask, stub } = open()
  const charge = (id: string, owner: string | null, last4 = '4242') => ({
    id,
    customer: owner,
    amount: 100,
    currency: 'eur',
    payment_method_details: { type: 'card', card: { brand: 'visa', last4 } },
  })
  stub.intercept = (url) =>
    url.pathname === '/v1/charges/search'
      ? page(
          charge('ch_1', 'cus_1'),
          charge('ch_2', 'cus_1'),
          charge('ch_3', null),
          charge('ch_4', 'cus_x', '1111'),
        )
      : undefined
  const { hits } = await context.search('4242', ask())
  expect(hits).toMatchObject([{ customer: { id: 'cus_1' }, via: { id: 'ch_1', label: 'visa •••• 4242' } }])
})

test('an id of another object leads to its customer; an unknown id to nobody', async () => {
  const { context, ask, stub } = open()
  stub.intercept = (url) =>
    url.pathname === '/v1/disputes/dp_1a2'
      ? Response.json({ id: 'dp_1a2', status: 'lost', charge: { id: 'ch_1', customer: 'cus_1' } })
      : undefined
  expect((await context.search('dp_1a2', ask())).hits).toMatchObject([
    { customer: { id: 'cus_1' }, via: { id: 'dp_1a2' } },
  ])
  expect((await context.search('sub_none', ask())).hits).toEqual([])
  expect((await context.search('cus_none', ask())).hits).toEqual([])
})

test('metadata is searched on customers and their objects, and compared again', async () => {
  const { context, ask, stub } = open()
  stub.intercept = (url) => {
    if (url.pathname === '/v1/customers/search')
      return page(customer('cus_1', 'a@b.io', { metadata: { order: '12' } }))
    if (url.pathname === '/v1/subscriptions/search')
      return page({ ...subscription, customer: 'cus_x', metadata: { order: '123' } })
    return url.pathname.endsWith('/search') ? page() : undefined
  }
  const { hits } = await context.search('order=123', ask())
  expect(hits).toMatchObject([
    { customer: { id: 'cus_x' }, match: { field: 'metadata order' }, via: { id: 'sub_1' } },
  ])
})

test('ids cannot climb out of their path', async () => {
  const { context, ask, stub } = open()
  for (const customerId of ['..', '.', '../invoices', 'x/../../v1/account', 'a?b=c', '%2e%2e']) {
    await context.findCustomer({ customerId, account: 'main' }, { kind: 'chosen' }, ask())
  }
  expect(stub.requests).toEqual([])
})

test('an unavailable customer is an error with the reason, an absent one is none', async () => {
  const { context, ask, stub } = open()
  const find = (customerId: string, account = 'main') =>
    context.findCustomer({ customerId, account }, { kind: 'chosen' }, ask())
  expect(await find('cus_none')).toBeUndefined()
  expect(await find('cus_1', 'elsewhere')).toBeUndefined()
  stub.intercept = () => stripeError(401, { message: 'Invalid API Key' })
  await expect(find('cus_1')).rejects.toMatchObject({ why: { reason: 'key_refused' } })
})

test('an account without Search says so instead of finding nothing', async () => {
  const { context, ask, stub } = open(world())
  stub.intercept = (url) =>
    url.pathname.endsWith('/search') ? stripeError(400, { message: 'Not available.' }) : undefined
  const { accounts, hits } = await context.search('rocket', ask())
  expect(hits).toEqual([])
  expect(accounts[0]?.searchUnavailable).toMatchObject({ reason: 'failed' })
})

test.each([
  [
    'an open invoice with what is still asked for',
    { object: 'invoice', status: 'open', total: 10_000, amount_paid: 0, amount_remaining: 6000 },
    6000,
    'open',
  ],
  [
    'a credited invoice not as paid',
    { object: 'invoice', status: 'paid', total: 10_000, amount_paid: 0, amount_remaining: 0 },
    10_000,
    'settled',
  ],
  [
    'a paid invoice as paid',
    { object: 'invoice', status: 'paid', total: 10_000, amount_paid: 10_000, amount_remaining: 0 },
    10_000,
    'paid',
  ],
  [
    'an intent taken in part with what was taken',
    { object: 'payment_intent', status: 'succeeded', amount: 10_000, amount_received: 3000 },
    3000,
    'succeeded',
  ],
  [
    'an intent on its way with what was asked for',
    { object: 'payment_intent', status: 'processing', amount: 10_000, amount_received: 0 },
    10_000,
    'processing',
  ],
])('a search shows %s', async (_what, found, amountMinor, status) => {
  const { context, ask, stub } = open()
  const id = found.object === 'invoice' ? 'in_1a2' : 'pi_1a2'
  stub.intercept = (url) =>
    url.pathname.endsWith(`s/${id}`)
      ? Response.json({ id, customer: 'cus_1', currency: 'eur', ...found })
      : undefined
  const { hits } = await context.search(id, ask())
  expect(hits).toMatchObject([{ via: { id, status, amount: { amountMinor, currency: 'eur' } } }])
})

test('a permission that was missing is asked for again by a search that is refreshed', async () => {
  const { context, ask, stub } = open()
  let isTicked = false
  const charge = {
    id: 'ch_3Amy0000001',
    customer: 'cus_1',
    status: 'succeeded',
    amount: 500,
    currency: 'eur',
    created: 1,
  }
  stub.intercept = (url) => {
    if (url.pathname !== '/v1/charges/ch_3Amy0000001') return undefined
    return isTicked ? Response.json(charge) : permissionError('rak_charge_read')
  }
  expect((await context.search('ch_3Amy0000001', ask())).hits).toEqual([])
  isTicked = true
  expect((await context.search('ch_3Amy0000001', ask())).hits).toEqual([])
  expect(ids((await context.search('ch_3Amy0000001', ask({ fresh: true }))).hits)).toEqual(['cus_1'])
})
