// Every event type of the installed `stripe` package has a sample of the kind and with the fields of the package’s types.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { eventTypes, isEventType, nearestTypes, objectOfType } from './event-types.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { createSamples, type SampleRequest } from './sample-event.ts'
import { thinOnlyTypes } from './thin-types.ts'
import { testNowMs, text } from './test-client.ts'

const resources = join(dirname(fileURLToPath(import.meta.resolve('stripe'))), 'resources')
const eventsSource = readFileSync(join(resources, 'Events.d.ts'), 'utf8')

/** The class of each type's object, from the package. */
const classes = new Map(
  [...eventsSource.matchAll(/interface (\w+Event) extends EventBase \{\s+type: '([^']+)'/g)].map(
    ([, name = '', type = '']) => {
      const data = eventsSource.slice(eventsSource.indexOf(`namespace ${name} {`))
      return [type, /object: ([\w.]+);/.exec(data)?.[1] ?? ''] as const
    },
  ),
)

// These two are unions of a card and a bank account.
const unions: Record<string, string> = { ExternalAccount: 'BankAccount', CustomerSource: 'Card' }

const read = new Map<string, string[]>()

/** The package's declarations in one of its namespaces, read once. */
function sourcesIn(space: string): string[] {
  const folder = join(resources, space)
  const sources =
    read.get(space) ??
    readdirSync(folder)
      .filter((file) => file.endsWith('.d.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
  read.set(space, sources)
  return sources
}

/** The fields of a class, by name, as text. */
function fieldsOf(name: string): Map<string, string> {
  const [last = '', space = ''] = (unions[name] ?? name).split('.').reverse()
  for (const source of sourcesIn(space)) {
    const body = new RegExp(`export interface ${last} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1]
    if (body === undefined) continue
    return new Map(
      [...body.matchAll(/^ {4}(\w+)\??: (.+);$/gm)].map(([, key = '', type = '']) => [key, type]),
    )
  }
  throw new Error(`The package has no ${name}`)
}

let count = 0
const requestFor = (type: string, more: Partial<SampleRequest> = {}): SampleRequest => {
  if (!isEventType(type)) throw new Error(`${type} is not a type`)
  return { type, livemode: false, nowMs: testNowMs, newId: (prefix) => `${prefix}_${(count += 1)}`, ...more }
}
const samples = createSamples(testNowMs)
const inside = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})
const objectOf = (event: JsonObject): JsonObject => inside(inside(event['data'])['object'])

test('lists exactly the types of the package', () => {
  const union = /type Type = ([^;]+);/.exec(eventsSource)?.[1] ?? ''
  const own = union.split('|').map((each) => each.trim().slice(1, -1))
  expect(own.length).toBeGreaterThan(200)
  expect([...eventTypes]).toEqual([...own].sort())
  expect(new Set(eventTypes).size).toBe(eventTypes.length)
})

test.each(eventTypes.map((type) => [type]))('%s has an object of the package’s type', (type) => {
  const fields = fieldsOf(classes.get(type) ?? '')
  const object = objectOf(samples.snapshot(requestFor(type)))
  expect([`'${objectOfType(type)}'`, `'${text(object['object'])}'`]).toEqual([
    fields.get('object'),
    fields.get('object'),
  ])
  expect('id' in object).toBe(fields.has('id'))
  expect('livemode' in object).toBe(fields.has('livemode'))
  if ('livemode' in object) expect(object['livemode']).toBe(false)
  expect('created' in object).toBe(fields.has('created'))
})

const thinSource = readFileSync(join(resources, 'V2/Core/Events.d.ts'), 'utf8')
/** Whether the events of each thin type name an object, from the package. */
const namesObject = new Map(
  [
    ...thinSource.matchAll(/interface \w+EventNotification extends EventNotificationBase \{([^}]+)\}/g),
  ].flatMap(([, body = '']) => {
    const type = /type: '([^']+)'/.exec(body)?.[1]
    return type === undefined ? [] : [[type, body.includes('related_object:')] as const]
  }),
)

test('lists exactly the thin-only types of the package', () => {
  const own = [...namesObject.keys()].filter((type) => !isEventType(type.replace(/^v1\./, '')))
  expect(own).toContain('v2.core.account[requirements].updated')
  expect([...thinOnlyTypes]).toEqual(own.sort())
})

test.each(thinOnlyTypes.map((type) => [type]))('%s names an object if the package says so', (type) => {
  const { type: own, ...event } = { ...requestFor('invoice.paid', { account: 'acct_1' }) }
  expect(own).toBe('invoice.paid')
  const made = samples.thin({ ...event, type })
  expect(made).toMatchObject({ object: 'v2.core.event', type, context: 'acct_1', livemode: false })
  expect(made['snapshot_event']).toBeUndefined()
  const related = made['related_object']
  expect(related !== null).toBe(namesObject.get(type))
  if (isJsonObject(related)) {
    expect(related['url']).toMatch(
      type.startsWith('v1.') ? /^\/v1\/[a-z_/]+\/\w+$/ : /^\/v2\/[a-z_]+\/[a-z_/]+\/\w+/,
    )
    expect(text(related['url'])).toContain(text(related['id']))
  }
  if (type.startsWith('v2.core.account.'))
    expect(related).toMatchObject({ id: 'acct_1', type: 'v2.core.account' })
})

test('picks a matching object for an event, and another one for the next', () => {
  const paid = [1, 2, 3].map(() => objectOf(samples.snapshot(requestFor('invoice.paid'))))
  expect(paid.map(({ status }) => status)).toEqual(['paid', 'paid', 'paid'])
  expect(new Set(paid.map(({ id }) => id)).size).toBe(3)
  expect(objectOf(samples.snapshot(requestFor('customer.subscription.deleted')))['status']).toBe('canceled')
  expect(objectOf(samples.snapshot(requestFor('payout.failed')))).toMatchObject({
    object: 'payout',
    status: 'failed',
  })
})

test('uses the given mode, account, version and id', () => {
  const event = samples.snapshot(
    requestFor('account.updated', {
      livemode: true,
      account: 'acct_1',
      id: 'evt_mine',
      overrides: { api_version: '2023-10-16' },
    }),
  )
  expect(event).toMatchObject({
    id: 'evt_mine',
    account: 'acct_1',
    livemode: true,
    api_version: '2023-10-16',
  })
  expect(objectOf(event)['id']).toBe('acct_1')
  expect('account' in samples.snapshot(requestFor('account.updated'))).toBe(false)
  const old = samples.snapshot(requestFor('product.updated', { overrides: { api_version: '2023-10-16' } }))
  expect(objectOf(old)).toHaveProperty('features')
})

test('overrides values by path: numbers, booleans, lists, text and new fields', () => {
  const overrides = {
    'data.object.amount': '500',
    'data.object.paid': 'false',
    'data.object.currency': 'jpy',
    'data.object.metadata.order': '90071992547409931',
    'data.object.fraud_details': '{"user_report":"safe"}',
    'data.previous_attributes.amount': '400',
    created: '1795000000',
  }
  const event = samples.snapshot(requestFor('charge.updated', { overrides }))
  expect(objectOf(event)).toMatchObject({
    amount: 500,
    paid: false,
    currency: 'jpy',
    metadata: { order: '90071992547409931' },
    fraud_details: { user_report: 'safe' },
  })
  expect(event).toMatchObject({ created: 1_795_000_000, data: { previous_attributes: { amount: 400 } } })
  const items = samples.snapshot(
    requestFor('customer.subscription.updated', { overrides: { 'data.object.items.data.0.quantity': '7' } }),
  )
  expect(inside(objectOf(items)['items'])['data']).toMatchObject([{ quantity: 7 }])
})

test.each([
  'data.__proto__.polluted',
  'constructor.prototype.polluted',
  'data..x',
  '',
  'type.deeper',
  'data.object.items.data.9.x',
])('refuses the path "%s" and changes nothing else', (path) => {
  const overrides = { [path]: 'true' }
  expect(() => samples.snapshot(requestFor('customer.subscription.updated', { overrides }))).toThrow(
    /path|leads/,
  )
  expect('polluted' in {}).toBe(false)
})

test('names the object of a thin event, unless it has no URL', () => {
  const thin = samples.thin(requestFor('charge.refunded', { account: 'acct_1' }))
  expect(thin).toMatchObject({
    object: 'v2.core.event',
    type: 'v1.charge.refunded',
    created: new Date(testNowMs).toISOString(),
    livemode: false,
    context: 'acct_1',
    related_object: { type: 'charge' },
  })
  const { id, url } = inside(thin['related_object'])
  expect(url).toBe(`/v1/charges/${text(id)}`)
  expect(samples.thin(requestFor('account.application.authorized'))['related_object']).toBeNull()
})

test('finds the types most similar to a text', () => {
  expect(nearestTypes('invoice.payed')[0]).toBe('invoice.paid')
  expect(nearestTypes('payment_failed')).toContain('invoice.payment_failed')
  expect(nearestTypes('zzz')).toEqual([])
})
