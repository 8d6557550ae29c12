import { expect, test } from 'vitest'
import { linearMax, timesLonger } from '../../../test/growth.ts'
import type { StripeResponse } from './fetch-json.ts'
import { mayRetry, readPermissions, readRefusal, readRetryAfterMs, readWhereabouts } from './refusal.ts'

const answered = (status: number, error: object, headers: Record<string, string> = {}): StripeResponse => ({
  outcome: 'answered',
  status,
  headers: new Headers(headers),
  body: { error },
})
const key = 'rk_test_*****************abcdef'
const start = `The provided key '${key}' does not have the required permissions for this endpoint on account 'acct_1Abc'.`

test('nothing of an error text is kept: neither the masked key nor the account', () => {
  const refusals = [
    answered(401, { message: `Invalid API Key provided: ${key}` }),
    answered(403, {
      message: `${start} Having the 'rak_customer_read' permission would allow this request to continue.`,
    }),
    answered(403, {
      code: 'account_invalid',
      message: `The provided key '${key}' does not have access to account 'acct_x'`,
    }),
    answered(500, { message: `oops ${key}` }, { 'request-id': 'req_1' }),
  ].map(readRefusal)
  expect(JSON.stringify(refusals)).not.toMatch(/abcdef|\*\*|acct_|oops/)
  expect(refusals).toEqual([
    { reason: 'key_refused' },
    { reason: 'permission', permissions: ['rak_customer_read'] },
    { reason: 'key_refused' },
    { reason: 'failed', requestId: 'req_1' },
  ])
})

test('a refusal names the permissions of which any is enough, in each of its wordings', () => {
  const read = (tail: string) => readPermissions({ error: { message: `${start}${tail}` } })
  expect(
    read(` Having the 'rak_a_read', 'rak_b_read' permissions would allow this request to continue.`),
  ).toEqual(['rak_a_read', 'rak_b_read'])
  expect(
    read(
      ' This is a restricted API key, but the required permissions are not available for use by restricted keys.',
    ),
  ).toEqual([])
  expect(read('')).toEqual([])
})

test('account and mode are learned from any error', () => {
  const logs = 'https://dashboard.stripe.com/acct_1Abc/test/workbench/logs?object=req_1'
  expect(readWhereabouts(answered(404, { request_log_url: logs }))).toEqual({
    accountId: 'acct_1Abc',
    mode: 'test',
  })
  const foreign = { message: `The provided key '${key}' does not have access to account 'acct_other'` }
  expect(readWhereabouts(answered(403, foreign))).toEqual({})
})

test('Stripe’s own word on retrying comes first', () => {
  expect(mayRetry(answered(500, {}, { 'stripe-should-retry': 'false' }))).toBe(false)
  expect(mayRetry(answered(400, {}, { 'stripe-should-retry': 'true' }))).toBe(true)
  expect(mayRetry(answered(429, {}))).toBe(true)
  expect(mayRetry(answered(403, {}))).toBe(false)
  expect(mayRetry({ outcome: 'garbled', status: 503, headers: new Headers() })).toBe(true)
  expect(mayRetry({ outcome: 'garbled', status: 414, headers: new Headers() })).toBe(false)
})

test('Retry-After is read as seconds or as a date, and nonsense is ignored', () => {
  const read = (value: string) =>
    readRetryAfterMs(new Headers({ 'retry-after': value }), Date.UTC(2026, 10, 21))
  expect(read('7')).toBe(7000)
  expect(read('Sat, 21 Nov 2026 00:00:05 GMT')).toBe(5000)
  expect(read('soon')).toBeUndefined()
  expect(read('-1')).toBeUndefined()
})

test('a hostile error text of 100 kB takes no more than in proportion to its length', async () => {
  const pieces = ["Having the 'rak_a', ", "'rak_a_read',  ", 'acct_', ' '.repeat(10)]
  const readAll = (length: number) => {
    const messages = pieces.map((piece) => `Having the ${piece.repeat(length / piece.length)}`)
    return () => {
      for (const message of messages) {
        readRefusal(answered(403, { message }))
        readWhereabouts(answered(403, { message, request_log_url: message }))
      }
    }
  }
  expect(await timesLonger(readAll(12_500), readAll(100_000))).toBeLessThan(linearMax)
})
