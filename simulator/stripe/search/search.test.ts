// Search: grammar, operators, delay.

import { expect, test } from 'vitest'
import { createTestClient, text } from '../test-client.ts'

const search = (query: string, more = ''): string =>
  `/v1/customers/search?query=${encodeURIComponent(query)}${more}`

test.each([
  ['', 'You passed an empty string'],
  ['email', 'unable to parse'],
  ['email:tomasz', 'unable to parse'],
  ['(email:"a@b.example")', 'unable to parse'],
  ['email:"a" AND name:"b" OR name:"c"', 'unable to parse'],
  ['shoe:"44"', 'Field `shoe` is an unsupported search field for resource `customers`.'],
  ['email~"ab"', 'at least 3 characters'],
  ['created~"123"', 'does not support'],
])('refuses the query %j', async (query, words) => {
  const { ask } = createTestClient()
  const { status, message } = await ask(search(query))
  expect([status, message.includes(words)]).toEqual([400, true])
})

test('accepts ten clauses, and refuses eleven or a missing query', async () => {
  const { ask } = createTestClient()
  const clauses = (count: number): string =>
    Array.from({ length: count }, (_, n) => `email:"p${n}@x.example"`).join(' OR ')
  expect((await ask(search(clauses(10)))).status).toBe(200)
  expect((await ask(search(clauses(11)))).status).toBe(400)
  expect((await ask('/v1/customers/search')).message).toBe('Missing required param: query.')
})

test('matches words in order, ignoring case, with a colon on a string', async () => {
  const { ask } = createTestClient()
  const emails = async (query: string): Promise<unknown[]> =>
    (await ask(search(query, '&limit=100'))).data.map((each) => each['email'])
  expect(await emails('email:"MIRA.okafor@ROASTWORKS.example"')).toHaveLength(2)
  expect(await emails('email:"doe@lumen.example"')).toEqual(['anna.maria.doe@lumen.example'])
  expect(await emails('email:"ines@cafemarisol.example"')).toEqual(['ines@cafemarisol.example'])
  expect(await emails('email~"ines@cafemarisol"')).toEqual(
    expect.arrayContaining(['xines@cafemarisol.example']),
  )
})

test('joins clauses with a space, AND or OR, and negates them with a minus', async () => {
  const { ask } = createTestClient()
  const count = async (query: string): Promise<number> => (await ask(search(query, '&limit=100'))).data.length
  expect(await count('email:"noa@lumen.example" or email:"noa+coffee@lumen.example"')).toBe(2)
  expect(await count('name:"Noa" email~"coffee"')).toBe(1)
  expect(await count('name:"Noa" AND -email~"coffee"')).toBe(1)
  expect(await count('metadata["crm"]:"KC-1007"')).toBe(1)
  expect(await count('-metadata["crm"]:null')).toBe(1)
  expect(await count(String.raw`email:"\"tiny cup\"@odd.example"`)).toBe(1)
})

test('compares numbers, and searches other resources by their own fields', async () => {
  const { ask } = createTestClient()
  const at = (resource: string, query: string): string =>
    `/v1/${resource}/search?limit=100&query=${encodeURIComponent(query)}`
  const tomasz = await ask(
    `${at('charges', 'payment_method_details.card.last4:"4242" AND amount>8000')}&expand[]=data.customer`,
  )
  expect(tomasz.data.length).toBeGreaterThan(2)
  expect((await ask(at('invoices', 'number:"KELP-4242"'))).data).toHaveLength(1)
  expect((await ask(at('invoices', 'receipt_number:"2211-0042"'))).data).toHaveLength(1)
  expect((await ask(at('subscriptions', 'status:"past_due"'))).data).toHaveLength(5)
  expect((await ask(at('products', 'name~"blend"'))).data).toHaveLength(2)
  expect((await ask(at('charges', 'refunded:"false"'))).data.length).toBeGreaterThan(0)
})

test('pages by an opaque token, and returns the total when expanded', async () => {
  const { ask } = createTestClient()
  const query = 'email~".example"'
  const first = await ask(search(query, '&limit=30&expand[]=total_count'))
  expect(first.body['total_count']).toBeGreaterThan(60)
  const second = await ask(search(query, `&limit=100&page=${text(first.body['next_page'])}`))
  expect(first.data.length + second.data.length).toBe(first.body['total_count'])
  expect(second.body).toMatchObject({ object: 'search_result', next_page: null, has_more: false })
  expect((await ask(search(query, '&page=nonsense'))).error).toMatchObject({
    message: 'nonsense is an invalid page.',
    param: 'nonsense',
  })
})

test('lists a new customer immediately, and finds it by Search five seconds later', async () => {
  const { ask, clock, simulator } = createTestClient()
  const made = await ask('/v1/customers', { key: 'canWrite', form: { email: 'new@fresh.example' } })
  const query = search('email:"new@fresh.example"')
  expect((await ask('/v1/customers?email=new@fresh.example')).data).toHaveLength(1)
  expect((await ask(query)).data).toHaveLength(0)
  clock.nowMs += 5000
  expect((await ask(query)).data).toHaveLength(1)
  await ask(`/v1/customers/${text(made.body['id'])}`, {
    key: 'canWrite',
    form: { email: 'moved@fresh.example' },
  })
  expect((await ask(query)).data).toHaveLength(1)
  simulator.control.set({ searchLagSeconds: 0 })
  expect((await ask(query)).data).toHaveLength(0)
})

test('refuses Search where it is unavailable, while lists still work', async () => {
  const { ask } = createTestClient()
  expect((await ask(search('email:"a@b.example"'), { key: 'noSearch' })).status).toBe(400)
  expect((await ask('/v1/customers', { key: 'noSearch' })).status).toBe(200)
})
