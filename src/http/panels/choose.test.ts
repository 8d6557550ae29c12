// Whom the panels are about: refusing to guess is the point.

import { expect, test } from 'vitest'
import type { CustomerHit, Lookup } from '#contract/billing.ts'
import { chooseCustomer } from './choose.ts'

const hit = (id: string): CustomerHit => ({
  account: { key: 'live-1', mode: 'live' },
  customer: {
    id,
    delinquent: false,
    deleted: false,
    livemode: true,
    balanceMinor: 0,
    invoiceCredit: [],
    discounts: [],
    testClock: false,
  },
  match: { kind: 'address', address: `${id}@x.example` },
  subscriptions: { state: 'unavailable', why: { reason: 'timeout' } },
})
const lookup = (people: Lookup['people']): Lookup => ({ asOfMs: 0, people, similar: [], accounts: [] })
const none = { state: 'none' } as const

test('the first person who is a customer decides, even when somebody unknown wrote', () => {
  const choice = chooseCustomer(
    lookup([
      { address: 'stranger@x.example', hits: [] },
      { address: 'b@x.example', hits: [hit('cus_b')] },
      { address: 'c@x.example', hits: [hit('cus_c')] },
    ]),
    none,
  )
  expect(choice).toMatchObject({
    kind: 'one',
    hit: { customer: { id: 'cus_b' } },
    person: { address: 'b@x.example' },
  })
})

test('several customers on one address are never chosen between', () => {
  const choice = chooseCustomer(
    lookup([{ address: 'a@x.example', hits: [hit('cus_1'), hit('cus_2')] }]),
    none,
  )
  expect(choice).toMatchObject({
    kind: 'several',
    hits: [{ customer: { id: 'cus_1' } }, { customer: { id: 'cus_2' } }],
  })
})

test('a pin goes before every address', () => {
  const people = lookup([{ address: 'a@x.example', hits: [hit('cus_1'), hit('cus_2')] }])
  expect(chooseCustomer(people, { state: 'found', hit: hit('cus_pinned') })).toMatchObject({
    kind: 'one',
    hit: { customer: { id: 'cus_pinned' } },
  })
})

test('a pin that is gone or unread decides nothing', () => {
  const people = lookup([{ address: 'a@x.example', hits: [hit('cus_1')] }])
  for (const pinned of [{ state: 'gone' } as const, { state: 'unread', error: new Error('x') } as const]) {
    expect(chooseCustomer(people, pinned)).toMatchObject({ kind: 'one', hit: { customer: { id: 'cus_1' } } })
  }
})

test('when nobody is a customer, the first person looked up is named; teammates are not', () => {
  const people = lookup([
    { address: 'me@team.example', skipped: 'team', hits: [] },
    { address: 'stranger@x.example', hits: [] },
  ])
  expect(chooseCustomer(people, none)).toMatchObject({
    kind: 'nobody',
    person: { address: 'stranger@x.example' },
  })
  expect(chooseCustomer(lookup([]), none)).toEqual({ kind: 'nobody' })
})
