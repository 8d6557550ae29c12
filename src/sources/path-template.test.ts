import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { buildUrl } from './base-url.ts'
import {
  encodeSegment,
  fillTemplate,
  matchTemplate,
  parseTemplate,
  type PathTemplate,
} from './path-template.ts'

function template(declared: string): PathTemplate {
  const parsed = parseTemplate(declared)
  if (!parsed) throw new Error(`not a template: ${declared}`)
  return parsed
}

test('refuses invalid templates: dots, empty segments, stars, encodings, duplicate names', () => {
  for (const declared of [
    'GET orders',
    'GET /',
    'GET //orders',
    'GET /orders/',
    'GET /a/../b',
    'GET /./a',
    'GET /*',
    'GET /a%2fb',
    'GET /a?b',
    'GET /a#b',
    'GET /:id/x/:id',
    'GET /:1',
    'GET /x:id',
    'HEAD /a',
    'get /a',
    'GET /a b',
    'GET /a\\b',
    'GET /ü',
  ]) {
    expect([declared, parseTemplate(declared)]).toEqual([declared, undefined])
  }
  expect(template('PUT /v1/orders/:order_id/lines/:line')).toEqual({
    method: 'PUT',
    path: '/v1/orders/:order_id/lines/:line',
    segments: ['v1', 'orders', ':order_id', 'lines', ':line'],
  })
})

test('refuses a value that could be read as another path', () => {
  for (const value of [
    '',
    '.',
    '..',
    'a/b',
    '../admin',
    'a\\b',
    '%2e%2e',
    '%2E',
    'a%2fb',
    'a%5Cb',
    '%252e',
    'a\0b',
    'a\nb',
    '\ud800',
    'x'.repeat(501),
    Number.NaN,
    Infinity,
  ]) {
    expect([value, encodeSegment(value)]).toEqual([value, undefined])
  }
})

test('fills a segment with any other value, percent-encoded', () => {
  expect(encodeSegment('KC-20931')).toBe('KC-20931')
  expect(encodeSegment(42)).toBe('42')
  expect(encodeSegment('a b?c#d&e;f')).toBe('a%20b%3Fc%23d%26e%3Bf')
  expect(encodeSegment('50%off')).toBe('50%25off')
  expect(encodeSegment('...')).toBe('...')
})

test('refuses missing and unused values', () => {
  const orders = template('GET /orders/:id')
  expect(fillTemplate(orders)).toBeUndefined()
  expect(fillTemplate(orders, { id: 1, other: 2 })).toBeUndefined()
  expect(fillTemplate(orders, { other: 2 })).toBeUndefined()
  expect(fillTemplate(orders, { toString: 2 })).toBeUndefined()
  expect(fillTemplate(orders, { id: 1 })).toBe('/orders/1')
})

test('for any value, refuses it or builds a path with the declared segments and the value', () => {
  const lines = template('GET /orders/:id/lines')
  const base = { origin: 'https://orders.internal', prefix: '/api' }
  const nasty = fc
    .array(
      fc.constantFrom(
        '.',
        '/',
        '\\',
        '%2e',
        '%2F',
        '%',
        '?',
        '#',
        '@',
        ':',
        ';',
        '&',
        'a',
        'é',
        '\n',
        '\t',
        ' ',
      ),
    )
    .map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: anyCharacter }), nasty, fc.webPath()), (value) => {
      const path = fillTemplate(lines, { id: value })
      if (path === undefined) return
      const url = new URL(buildUrl(base, path, new URLSearchParams()) ?? 'refused:')
      const segments = url.pathname.split('/')
      expect(url.origin).toBe(base.origin)
      expect([segments.length, segments[1], segments[2], segments[4]]).toEqual([5, 'api', 'orders', 'lines'])
      expect(decodeURIComponent(segments[3] ?? '')).toBe(value)
      expect([url.search, url.hash]).toEqual(['', ''])
    }),
    { numRuns: 3000 },
  )
})

test('for any path from outside, refuses it or returns a declared one', () => {
  const lines = template('GET /orders/:id/lines')
  const piece = fc.constantFrom(
    'orders',
    'lines',
    'admin',
    '..',
    '.',
    '',
    '%2e%2e',
    '%2E.',
    '%2f',
    '%5c',
    '%252e',
    'a',
    '%',
    '%c0%af',
    'a%00',
    ';x',
    '\\',
    'é',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const path = matchTemplate(lines, `/${pieces.join('/')}`)
      if (path === undefined) return
      const [first, id = '', last] = path.slice(1).split('/')
      expect([first, last]).toEqual(['orders', 'lines'])
      expect(new URL(`https://x${path}`).pathname).toBe(path)
      expect(decodeURIComponent(id)).toBe(decodeURIComponent(pieces[1] ?? ''))
    }),
    { numRuns: 3000 },
  )
  expect(matchTemplate(lines, '/orders/KC%201/lines')).toBe('/orders/KC%201/lines')
  expect(matchTemplate(lines, '/orders/a:b/lines')).toBe('/orders/a%3Ab/lines')
})
