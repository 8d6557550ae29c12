import { assert, constantFrom, property, record, string } from 'fast-check'
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { StripeKey } from '#config/stripe-keys.ts'
import type { StripeAccount } from '#contract/billing.ts'
import { Secret } from '#secret.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { upstreamKey } from './key.ts'

const keyOf = (account: StripeAccount, ...asked: string[]) =>
  JSON.stringify(upstreamKey('t', { account: () => account }, ...asked))

/** Another value of each field, and whether answers differ by it. A new field does not compile until it stands here. */
const others: {
  [Field in keyof Required<StripeAccount>]: {
    of: (account: StripeAccount) => StripeAccount
    isOther: boolean
  }
} = {
  key: { of: (account) => ({ ...account, key: `${account.key}x` }), isOther: true },
  mode: { of: (account) => ({ ...account, mode: account.mode === 'live' ? 'test' : 'live' }), isOther: true },
  accountId: {
    of: (account) => ({ ...account, accountId: `${account.accountId ?? 'acct_'}x` }),
    isOther: false,
  },
  name: { of: (account) => ({ ...account, name: `${account.name ?? ''}x` }), isOther: false },
}
const accounts = record(
  {
    key: string(),
    mode: constantFrom('live' as const, 'test' as const),
    accountId: string(),
    name: string(),
  },
  { requiredKeys: ['key', 'mode'] },
)
const fields = constantFrom(...(Object.keys(others) as (keyof StripeAccount)[]))

test('answers for one account are kept apart from those of every other, in whatever it differs', () => {
  assert(
    property(accounts, fields, string(), (account, field, asked) => {
      const { of, isOther } = others[field]
      expect(keyOf(of(account), asked) !== keyOf(account, asked), field).toBe(isOther)
    }),
  )
})

test('tenant, account and what was asked cannot run into each other', () => {
  assert(
    property(accounts, string({ minLength: 1 }), string(), (account, one, two) => {
      expect(keyOf(account, one, two)).not.toBe(keyOf(account, one + two))
      expect(keyOf({ ...account, key: account.key + one }, two)).not.toBe(keyOf(account, one + two))
    }),
  )
})

test('each key of the settings has an account of its own, so that no two share what is kept', async () => {
  const secret = (letter: string) => new Secret(['rk', 'live', letter.repeat(16)].join('_'))
  const one: StripeKey = { key: secret('a'), mode: 'live', name: 'Kelpie' }
  const others: { [Field in keyof Required<StripeKey>]: { of: StripeKey; isOther: boolean } } = {
    key: { of: { ...one, key: secret('b') }, isOther: true },
    mode: { of: { ...one, mode: 'test' }, isOther: true },
    context: { of: { ...one, context: 'acct_1' }, isOther: true },
    name: { of: { ...one, name: 'Another name' }, isOther: false },
  }
  const keyFrom = async (stripeKey: StripeKey) => {
    const [opened] = (await createSelfTenant('t', { stripeKeys: [stripeKey] })).accounts
    return opened && keyOf(opened.account)
  }
  for (const { of, isOther } of Object.values(others))
    expect((await keyFrom(of)) !== (await keyFrom(one))).toBe(isOther)
})

test('every cache of this folder takes its keys from here', () => {
  const files = globSync('src/stripe/**/*.ts').filter(
    (file) => !file.endsWith('.test.ts') && file !== 'src/stripe/customers/cache/cache.ts',
  )
  const keeping = files.filter((file) => readFileSync(file, 'utf8').includes('createCache'))
  expect(keeping.length).toBeGreaterThan(6)
  for (const file of keeping) {
    const text = readFileSync(file, 'utf8')
    expect([file, text.includes('upstreamKey(tenantId, upstream')]).toEqual([file, true])
    expect([file, /\[\s*tenantId/.test(text)]).toEqual([file, false])
  }
})
