import { assert, asyncProperty, boolean, constantFrom, record } from 'fast-check'
import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import type { StripeAccount } from '#contract/billing.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'
import { createSubjectObjects, type SubjectObjects } from './subject-object.ts'

type Where = Parameters<SubjectObjects['read']>[1]
type Chosen = Pick<Where, 'account' | 'connected' | 'sandbox'> & { kind: 'customer' | 'product'; id: string }

const account: StripeAccount = { key: 'live-1', mode: 'live' }
const customer = { kind: 'customer', id: 'cus_1' } as const
const where = { account, sandbox: false }

/** A Stripe whose answers differ each time, and wait until they are told to come. */
function open({ holds = false } = {}) {
  const waiting: (() => void)[] = []
  let asked = 0
  const retrieve = async (id: string) => {
    const number = (asked += 1)
    if (holds) await new Promise<void>((resolve) => waiting.push(resolve))
    return { id, number }
  }
  const stripe = { customers: { retrieve }, products: { retrieve } } as unknown as Stripe
  const clients: StripeClients = { reading: () => stripe, acting: () => stripe }
  const objects = createSubjectObjects({ tenantId: 't', clients, now: () => 0 })
  const read = async (subject: { kind: 'customer' | 'product'; id: string }, how: Where) =>
    JSON.stringify(await objects.read(subject, how))
  return { objects, read, waiting, asked: () => asked }
}

test('an object that is forgotten while it is read is not kept, and who asks next does not wait for it', async () => {
  const { objects, read, waiting, asked } = open({ holds: true })
  const before = read(customer, where)
  objects.forget({ key: account.key })
  const after = read(customer, where)
  expect(asked()).toBe(2)
  // The later one lands first, so the earlier one could overwrite it.
  waiting[1]?.()
  expect(await after).toContain('"number":2')
  waiting[0]?.()
  expect(await before).toContain('"number":1')
  expect(await read(customer, where)).toContain('"number":2')
})

test('what is forgotten in one account is kept and shared in another', async () => {
  const { objects, read, waiting, asked } = open({ holds: true })
  const first = read(customer, where)
  for (const other of [{ key: 'live-2' }, { key: account.key, connected: 'acct_2' }]) objects.forget(other)
  const second = read(customer, where)
  expect(asked()).toBe(1)
  waiting[0]?.()
  expect(await first).toBe(await second)
  expect(await read(customer, where)).toBe(await first)
})

/** Another value of each field that chooses an object. A new field does not compile until it stands here. */
const others: { [Field in keyof Required<Chosen>]: (chosen: Chosen) => Chosen } = {
  account: (chosen) => ({ ...chosen, account: { ...chosen.account, key: `${chosen.account.key}x` } }),
  connected: (chosen) => ({ ...chosen, connected: `${chosen.connected ?? 'acct_'}x` }),
  sandbox: (chosen) => ({ ...chosen, sandbox: !chosen.sandbox }),
  kind: (chosen) => ({ ...chosen, kind: chosen.kind === 'customer' ? 'product' : 'customer' }),
  id: (chosen) => ({ ...chosen, id: `${chosen.id}x` }),
}
/** The same for an account: what people call it, and what was learned of it, are no other account. */
const otherAccounts: {
  [Field in keyof Required<StripeAccount>]: { account: Partial<StripeAccount>; isOther: boolean }
} = {
  key: { account: { key: 'live-3' }, isOther: true },
  mode: { account: { mode: 'test' }, isOther: true },
  accountId: { account: { accountId: 'acct_3' }, isOther: false },
  name: { account: { name: 'Another name' }, isOther: false },
}

const chosen = record(
  {
    account: constantFrom(account, { key: 'live-2', mode: 'live' as const }),
    connected: constantFrom('acct_1', 'acct_2","'),
    sandbox: boolean(),
    kind: constantFrom('customer' as const, 'product' as const),
    id: constantFrom('cus_1', 'cus_2'),
  },
  { requiredKeys: ['account', 'sandbox', 'kind', 'id'] },
)
const names = Object.keys(others) as (keyof Chosen)[]

test('what was read for one choice is shown for no other, whatever differs', async () => {
  await assert(
    asyncProperty(chosen, constantFrom(...names), async (one, field) => {
      const { read } = open()
      const shown = ({ kind, id, ...how }: Chosen) => read({ kind, id }, how)
      const first = await shown(one)
      expect(await shown({ ...one })).toBe(first)
      expect(await shown(others[field](one)), field).not.toBe(first)
    }),
  )
})

test.each(Object.entries(otherAccounts))(
  'the account’s %s tells accounts apart, or does not',
  async (_, change) => {
    const { read } = open()
    const first = await read(customer, where)
    const second = await read(customer, { ...where, account: { ...account, ...change.account } })
    expect(second !== first).toBe(change.isOther)
  },
)
