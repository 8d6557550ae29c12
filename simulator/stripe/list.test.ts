// Lists: order, pages, filters, and parameter errors.

import { expect, test } from 'vitest'
import { createTestClient, customerId, text } from './test-client.ts'

test('pages through everything once by cursor, newest first', async () => {
  const { ask, simulator } = createTestClient()
  const customer = customerId(simulator, 'desk@harborhostel.example')
  const seen: string[] = []
  let after = ''
  for (;;) {
    const page = await ask(`/v1/charges?customer=${customer}&limit=40${after}`)
    seen.push(...page.data.map((each) => text(each['id'])))
    if (page.body['has_more'] !== true) break
    after = `&starting_after=${seen.at(-1)}`
  }
  expect([seen.length, new Set(seen).size]).toEqual([101, 101])
  const back = await ask(`/v1/charges?customer=${customer}&limit=2&ending_before=${seen[5]}`)
  expect(back.data.map((each) => each['id'])).toEqual([seen[3], seen[4]])
})

test('lists ten without a limit, with the URL of the list', async () => {
  const { ask } = createTestClient()
  const { body, data } = await ask('/v1/customers')
  expect([data.length, body['object'], body['url'], body['has_more']]).toEqual([
    10,
    'list',
    '/v1/customers',
    true,
  ])
})

test.each([
  ['limit=101', "This value must be less than or equal to 100 (it currently is '101')."],
  ['limit=0', 'This value must be greater than or equal to 1.'],
  ['limit=abc', 'Invalid integer: abc'],
  ['foo=1', 'Received unknown parameter: foo'],
  ['foo=1&bar=2', 'Received unknown parameters: foo, bar'],
  ['created[near]=1', 'Received unknown parameter: created[near]'],
  ['starting_after=cus_none', "No such customer: 'cus_none'"],
])('refuses a list of customers with %s, in Stripe’s words', async (query, words) => {
  const { ask } = createTestClient()
  const { status, message } = await ask(`/v1/customers?${query}`)
  expect([status, message]).toEqual([400, words])
})

test('filters by the whole e-mail address, case-sensitively', async () => {
  const { ask } = createTestClient()
  const names = async (email: string): Promise<unknown[]> =>
    (await ask(`/v1/customers?email=${encodeURIComponent(email)}`)).data.map((each) => each['name'])
  expect(await names('Mira.Okafor@Roastworks.example')).toEqual(['Mira Okafor'])
  expect(await names('mira.okafor@roastworks.example')).toEqual(['Mira Okafor (Home)'])
  expect(await names('okafor@roastworks.example')).toEqual([])
  expect(await names('noa+coffee@lumen.example')).toHaveLength(1)
})

test('filters by creation time', async () => {
  const { ask, simulator } = createTestClient()
  const customer = customerId(simulator, 'desk@harborhostel.example')
  const day = 86_400
  const now = Math.floor(Date.UTC(2026, 10, 21, 12) / 1000)
  const { data } = await ask(
    `/v1/charges?customer=${customer}&created[gte]=${now - 3 * day}&created[lt]=${now - day}`,
  )
  expect(data).toHaveLength(2)
})

test('leaves out canceled subscriptions unless status is all or ended', async () => {
  const { ask, simulator } = createTestClient()
  const customer = customerId(simulator, 'priya@brightside.example')
  const statuses = async (more: string): Promise<unknown[]> =>
    (await ask(`/v1/subscriptions?customer=${customer}${more}`)).data.map((each) => each['status'])
  expect(await statuses('')).toEqual(['past_due'])
  expect(await statuses('&status=all')).toEqual(['canceled', 'past_due'])
  expect(await statuses('&status=ended')).toEqual(['canceled'])
  expect((await ask('/v1/subscriptions?status=sleeping')).status).toBe(400)
})

test('finds products by ids, but refuses ids together with a cursor', async () => {
  const { ask } = createTestClient()
  const [first, second] = (await ask('/v1/products')).data.map((each) => text(each['id']))
  expect((await ask(`/v1/products?ids[]=${first}&ids[]=${second}`)).data).toHaveLength(2)
  expect((await ask(`/v1/products?ids[0]=${first}`)).data).toHaveLength(1)
  expect((await ask(`/v1/products?ids[]=${first}&starting_after=${second}`)).status).toBe(400)
})

test('refuses an unknown customer in a filter, naming the parameter', async () => {
  const { ask } = createTestClient()
  const { status, error } = await ask('/v1/invoices?customer=cus_none')
  expect([status, error['param'], error['code']]).toEqual([400, 'customer', 'resource_missing'])
})

test('does not list a deleted customer, shows it as deleted, and keeps its canceled subscription', async () => {
  const { ask, simulator } = createTestClient()
  const id = customerId(simulator, 'gone@gone.example')
  expect((await ask('/v1/customers?email=gone@gone.example')).data).toEqual([])
  expect((await ask(`/v1/customers/${id}`)).body).toEqual({ id, object: 'customer', deleted: true })
  const { data } = await ask(`/v1/subscriptions?customer=${id}&status=all&expand[]=data.customer`)
  expect(data.map((each) => [each['status'], each['customer']])).toEqual([
    ['canceled', { id, object: 'customer', deleted: true }],
  ])
})

test('answers 404 for an unknown URL, naming it', async () => {
  const { ask } = createTestClient()
  const { status, message } = await ask('/v1/foo')
  expect([status, message.startsWith('Unrecognized request URL (GET: /v1/foo).')]).toEqual([404, true])
})
