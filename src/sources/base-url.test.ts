import { expect, test } from 'vitest'
import { buildUrl, parseBaseUrl } from './base-url.ts'

const problemOf = (text: string, insecure = false) => {
  const parsed = parseBaseUrl(text, insecure)
  return parsed.ok ? undefined : parsed.problem
}

test('allows plain http only to loopback, unless the configuration allows it', () => {
  for (const url of [
    'http://orders.internal',
    'http://127.0.0.1.evil.test',
    'http://localhost.evil.test',
    'http://10.0.0.7',
  ]) {
    expect(problemOf(url)).toContain('plain http')
    expect(problemOf(url, true)).toBeUndefined()
  }
  for (const url of [
    'http://127.0.0.1:4000/api',
    'http://localhost',
    'http://[::1]:1',
    'https://orders.internal',
  ]) {
    expect(problemOf(url)).toBeUndefined()
  }
})

test('refuses an address with a password, a query, or another scheme, without quoting it', () => {
  for (const url of [
    'https://u:hunter2@x',
    'https://x/?key=hunter2',
    'https://x/#hunter2',
    'file:///hunter2',
    'hunter2',
    'ftp://hunter2',
  ]) {
    expect(problemOf(url)).toBeDefined()
    expect(problemOf(url)).not.toContain('hunter2')
  }
})

test('refuses an address that changes when it is parsed', () => {
  const base = { origin: 'https://orders.internal', prefix: '/api' }
  const none = new URLSearchParams()
  for (const path of [
    '/../admin',
    '/a/./b',
    '/%2e%2e/admin',
    '/a?x=1',
    '/a#x',
    '/a\\b',
    '/a\tb',
    '/a b',
    '/é',
  ]) {
    expect([path, buildUrl(base, path, none)]).toEqual([path, undefined])
  }
  expect(buildUrl({ origin: 'https://orders.internal', prefix: '' }, '@evil.test/', none)).toBeUndefined()
  expect(buildUrl(base, `/${'x'.repeat(8000)}`, none)).toBeUndefined()
  expect(buildUrl(base, '/orders/1', new URLSearchParams({ q: 'a&b=c#d' }))).toBe(
    'https://orders.internal/api/orders/1?q=a%26b%3Dc%23d',
  )
})

test('keeps the path of a base address, with or without a trailing slash', () => {
  expect(parseBaseUrl('https://x.test/api/', false)).toEqual({
    ok: true,
    base: { origin: 'https://x.test', prefix: '/api' },
  })
  expect(parseBaseUrl('https://x.test', false)).toEqual({
    ok: true,
    base: { origin: 'https://x.test', prefix: '' },
  })
})
