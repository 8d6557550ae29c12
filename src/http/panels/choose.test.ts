// Choosing the customer that the panels are about, above all without guessing.

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

test('chooses the first person who is a customer, even if an unknown person is listed before', () => {
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

test('never chooses between several customers with the same address', () => {
  const choice = chooseCustomer(
    lookup([{ address: 'a@x.example', hits: [hit('cus_1'), hit('cus_2')] }]),
    none,
  )
  expect(choice).toMatchObject({
    kind: 'several',
    hits: [{ customer: { id: 'cus_1' } }, { customer: { id: 'cus_2' } }],
  })
})

test('prefers a pin over every address', () => {
  const people = lookup([{ address: 'a@x.example', hits: [hit('cus_1'), hit('cus_2')] }])
  expect(chooseCustomer(people, { state: 'found', hit: hit('cus_pinned') })).toMatchObject({
    kind: 'one',
    hit: { customer: { id: 'cus_pinned' } },
  })
})

test('ignores a pin that is gone or unread', () => {
  const people = lookup([{ address: 'a@x.example', hits: [hit('cus_1')] }])
  for (const pinned of [{ state: 'gone' } as const, { state: 'unread', error: new Error('x') } as const]) {
    expect(chooseCustomer(people, pinned)).toMatchObject({ kind: 'one', hit: { customer: { id: 'cus_1' } } })
  }
})

test('names the first person who is not a teammate if nobody is a customer', () => {
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
