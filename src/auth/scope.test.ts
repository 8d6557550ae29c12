import { assert, constantFrom, option, property, record, subarray } from 'fast-check'
import { expect, test } from 'vitest'
import { permits, readScope, writeScope, type Scope } from './scope.ts'

const modes = ['live', 'test'] as const
const surfaces = ['sidebar', 'proxy'] as const
const maybe = { nil: undefined }
const limit = <T>(...values: T[]) => option(subarray(values, { minLength: 1 }), maybe)
const anyScope = record({
  surfaces: limit(...surfaces),
  mode: option(constantFrom(...modes), maybe),
  accounts: limit('acct_1', 'acct_2'),
  resources: limit('customers', 'invoices'),
})
const anyAsked = record({
  surface: constantFrom(...surfaces),
  mode: option(constantFrom(...modes), maybe),
  account: option(constantFrom('acct_1', 'acct_2'), maybe),
  resource: option(constantFrom('customers', 'invoices'), maybe),
})

test('a key without limits permits everything', () => {
  assert(
    property(anyAsked, (asked) => {
      expect(permits({}, asked)).toEqual({ ok: true })
    }),
  )
})

test('a request is permitted exactly where it is within every limit, and says what each limit is about', () => {
  assert(
    property(anyScope, anyAsked, (scope, asked) => {
      const isWithin = <T>(allowed: readonly T[] | undefined, value: T | undefined) =>
        allowed === undefined || (value !== undefined && allowed.includes(value))
      const expected =
        isWithin(scope.surfaces, asked.surface) &&
        isWithin(scope.mode && [scope.mode], asked.mode) &&
        isWithin(scope.accounts, asked.account) &&
        isWithin(scope.resources, asked.resource)
      expect(permits(scope, asked).ok).toBe(expected)
    }),
  )
})

test('a limit on what a route does not know is refused', () => {
  const asked = { surface: 'sidebar' } as const
  expect(permits({ mode: 'test' }, asked)).toEqual({ ok: false, limit: 'mode' })
  expect(permits({ accounts: ['acct_1'] }, asked)).toEqual({ ok: false, limit: 'account' })
  expect(permits({ resources: ['customers'] }, asked)).toEqual({ ok: false, limit: 'resource' })
  expect(permits({ surfaces: ['proxy'] }, asked)).toEqual({ ok: false, limit: 'surface' })
})

test('what is written is read again', () => {
  assert(
    property(anyScope, ({ mode, ...limits }) => {
      const read = readScope({ mode: mode ?? null, scope: writeScope(limits) })
      const given: Scope = { ...limits, ...(mode ? { mode } : {}) }
      expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(given)))
    }),
  )
})

test.each([
  '',
  '{',
  '[]',
  'null',
  '{"surfaces":[]}',
  '{"surfaces":["console"]}',
  '{"hours":["9"]}',
  '{"accounts":[1]}',
])('a stored scope that cannot be read permits nothing: %j', (scope) =>
  expect(readScope({ mode: null, scope })).toBeUndefined(),
)

test('a stored mode that is none permits nothing', () => {
  expect(readScope({ mode: 'sandbox', scope: null })).toBeUndefined()
})
