import { array, assert, constantFrom, property, string, webPath } from 'fast-check'
import { expect, test } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { isCanonicalTarget, targetOf } from './canonical-target.ts'

test.each([
  '/',
  '/health',
  '/sidebar/',
  '/sidebar/assets/index-B1x_.9~.js',
  '/console/events?state=dead&after=1.evr_1',
  '/api/pins/7f5c0c1e-92ab-4a5e-8b1e-000000000000',
  '/api/pins/a%20b%C3%BC%40',
  '/api/search?q=m%C3%BCller+%22x%22&mode=live',
  '/stripe/v1/customers?expand[]=data.subscriptions&email=a%2Bb%40c.de',
  '/stripe-app/proxy/erp/orders/50%25',
])('%s is plain', (target) => expect(isCanonicalTarget(target)).toBe(true))

test.each([
  '',
  '*',
  'x',
  'http://x/health',
  '//evil.example/health',
  '/stripe//v1/customers',
  '/stripe/v1/customers/',
  '/stripe/v1/customers.',
  '/stripe/v1/cus_1./x',
  '/stripe/v1/..',
  '/stripe/../api/panels',
  '/stripe/./v1',
  '/api/pins/...',
  '/api/pins/%2e%2e',
  '/api/pins/%2E',
  '/api/pins/a%2Fb',
  '/api/pins/a%2fb',
  '/api/pins/a%5Cb',
  '/api/pins/a\\b',
  '/api/pins/a;b',
  '/api/pins/a%3Bb',
  '/api/pins/a%3bb',
  '/api/pins/%61',
  '/api/pins/%c3%bc',
  '/api/pins/%C3',
  '/api/pins/%ED%A0%80',
  '/api/pins/%00',
  '/api/pins/%0A',
  '/api/pins/%7F',
  '/api/pins/%252e%252e',
  '/api/pins/%zz',
  '/api/pins/%',
  '/api/pins/ä',
  '/api/pins/a b',
  '/api/pins/a|b',
  '/health#x',
  '/health?a=%00',
  '/health?a=%ED%A0%80',
  '/health?a=%zz',
  '/health?a=b c',
  '/health?a=#x',
  '/health?ä',
])('%s is refused', (target) => expect(isCanonicalTarget(target)).toBe(false))

test('no URL parser reads another path into a plain target', () => {
  const piece = constantFrom(
    '/',
    'v1',
    '..',
    '.',
    '%2e',
    '%2F',
    '%41',
    '%C3%BC',
    '\\',
    ';',
    '?',
    '#',
    '@',
    ':',
    'a.',
    ' ',
    '%',
    '~',
    '*',
    "'",
  )
  const texts = array(piece, { maxLength: 8 }).map((parts) => `/${parts.join('')}`)
  for (const target of [texts, string({ unit: anyCharacter }).map((text) => `/${text}`), webPath()]) {
    assert(
      property(target, (text) => {
        if (!isCanonicalTarget(text)) return
        expect(new URL(`http://gateway.example${text}`).pathname).toBe(text.split('?', 1)[0])
      }),
      { numRuns: 3000 },
    )
  }
})

test('the target is cut out of a URL as it stands', () => {
  expect(targetOf('https://x.example/a/../b?c=%2e')).toBe('/a/../b?c=%2e')
  expect(targetOf('https://x.example')).toBe('/')
})
