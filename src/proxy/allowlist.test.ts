import { expect, test } from 'vitest'
import { createAllowlist, defaultRules, suggestRule } from './allowlist.ts'

const segments = (path: string) => path.slice(1).split('/')

test('nothing is written by default', () => {
  expect(defaultRules.every((rule) => rule.startsWith('GET /v1/'))).toBe(true)
  expect(createAllowlist([]).methods).toEqual(['GET'])
})

test('a rule of the operator allows exactly what it names', () => {
  const list = createAllowlist(['GET|POST /v1/coupons', 'POST /v1/customers/:id'])
  expect(list.methods).toEqual(['GET', 'POST'])
  expect(list.permits('POST', segments('/v1/coupons'))).toBe(true)
  expect(list.permits('DELETE', segments('/v1/coupons'))).toBe(false)
  expect(list.permits('GET', segments('/v1/coupons/c1'))).toBe(false)
  expect(list.permits('POST', segments('/v1/customers/cus_1'))).toBe(true)
  expect(list.permits('POST', segments('/v1/customers'))).toBe(false)
  expect(list.permits('POST', segments('/v1/customers/cus_1/tax_ids'))).toBe(false)
})

test('a star stands for everything below, and only at the end', () => {
  expect(createAllowlist(['GET /v1/*']).permits('GET', segments('/v1/anything/at/all'))).toBe(true)
  expect(() => createAllowlist(['GET /v1/*/x'])).toThrow('not a rule')
  expect(() => createAllowlist(['GET /v1/x*'])).toThrow('not a rule')
  expect(() => createAllowlist(['GET /v1//x'])).toThrow('not a rule')
})

test('the rule suggested for a request would allow it', () => {
  for (const [method, path] of [
    ['POST', '/v1/refunds'],
    ['GET', '/v1/coupons/WINTER25'],
    ['DELETE', '/v1/customers/cus_1/tax_ids/txi_2'],
    ['GET', '/v1/events/evt_1'],
  ] as const) {
    const rule = suggestRule(method, segments(path))
    expect(createAllowlist([rule]).permits(method, segments(path))).toBe(true)
  }
  expect(suggestRule('POST', segments('/v1/refunds/re_1'))).toBe('POST /v1/refunds/:id')
})
