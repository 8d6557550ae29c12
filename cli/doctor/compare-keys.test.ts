import { expect, test } from 'vitest'
import { parseConfig } from '#config.ts'
import { compareAccounts, compareModes } from './compare-keys.ts'

const settings = (reading: string, acting: string) =>
  parseConfig({
    STRIPE_API_KEY: reading,
    TILLSIDE_PROXY_SECRET: 'correct-horse-battery',
    ...(acting === '' ? {} : { STRIPE_ACTIONS_KEY: acting }),
  })

const found = (reading: string, acting: string) =>
  compareModes(settings(reading, acting)).map(({ state, detail }) => [state, detail])

const [live, test1, test2] = ['rk_live_reading1', 'rk_test_reading1', 'rk_test_acting12']

test('keys of the same names and modes match', () => {
  expect(found(test1, '')).toEqual([])
  expect(found(test1, test2)).toEqual([['ok', expect.any(String)]])
  expect(found(`EU=${live},US=${test1}`, `US=${test2},EU=rk_live_acting12`)).toEqual([
    ['ok', expect.any(String)],
  ])
})

test('a live key beside a test key is bad, and the sentence names both', () => {
  const end = 'actions have no key for what people see. Create both keys in the same mode'
  expect(found(live, test2)).toEqual([
    ['bad', `STRIPE_API_KEY is a live key and STRIPE_ACTIONS_KEY a test key: ${end}`],
  ])
  expect(found(`EU=${test1}`, 'EU=rk_live_acting12')).toEqual([
    ['bad', `STRIPE_API_KEY of EU is a test key and STRIPE_ACTIONS_KEY a live key: ${end}`],
  ])
})

test('an account without a key for actions, and a key for no account, are named', () => {
  expect(found(`EU=${live},US=rk_live_reading2`, 'EU=rk_live_acting12')).toEqual([
    ['warn', 'STRIPE_ACTIONS_KEY has no live key of US: actions that write are refused there'],
  ])
  expect(found(`EU=${live}`, 'EU=rk_live_acting12,EU=rk_test_acting12')).toEqual([
    ['warn', 'STRIPE_ACTIONS_KEY has a test key of EU, STRIPE_API_KEY has none: it is never used'],
  ])
  expect(found(`Kelpie=${live}`, 'Kelpi=rk_live_acting12')).toContainEqual([
    'bad',
    'STRIPE_ACTIONS_KEY: "Kelpi" is for no account of STRIPE_API_KEY: name its keys alike; did you mean "Kelpie"?',
  ])
})

test('keys of two accounts are bad if Stripe says whose they are', async () => {
  const accounts: Record<string, string> = { [test1]: 'acct_1', [test2]: 'acct_2' }
  const ports = (known: readonly string[]) => ({
    fetch: async (_: unknown, init?: RequestInit) => {
      const key = new Headers(init?.headers).get('Authorization')?.replace('Bearer ', '') ?? ''
      return known.includes(key)
        ? Response.json({ object: 'account', id: accounts[key] })
        : Response.json({ error: { type: 'invalid_request_error' } }, { status: 403 })
    },
  })
  const compared = (known: readonly string[]) => compareAccounts(settings(test1, test2), ports(known))
  expect(await compared([test1, test2])).toEqual([
    {
      state: 'bad',
      what: 'keys',
      detail:
        'STRIPE_API_KEY belongs to acct_1 and STRIPE_ACTIONS_KEY to acct_2: actions would write in another account than people see',
    },
  ])
  expect(await compared([test1])).toEqual([])
  accounts[test2] = 'acct_1'
  expect(await compared([test1, test2])).toEqual([])
})
