// T42: a search text cannot become anything else. T43: form bombs. T44: no input is slow to check.

import { array, assert, constantFrom, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { authenticate } from '#auth/authenticate.ts'
import { createAllowlist, suggestRule } from '#proxy/allowlist.ts'
import { createForwardPolicy, planForward } from '#proxy/plan.ts'
import { parseTarget } from '#proxy/target.ts'
import { findFormFault, FormScan } from '#proxy/form.ts'
import { linearMax, timesLonger } from '../growth.ts'
import { laneConfig, lanes, openUpstream, secret, withSecret } from '../worlds/proxy-lane.ts'

const config = laneConfig({
  upstream: 'https://api.stripe.com',
  env: { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds' },
})
const policy = createForwardPolicy(config)
const codes = (text: string) => new TextEncoder().encode(text)

test.each(lanes)(
  'T42 ($name): a search text reaches Stripe as a single unchanged parameter',
  async ({ open }) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const texts = [
      `email:"' OR created>0 --"`,
      `name:"\\'"`,
      'name:"‘’“”"',
      'a&limit=100#x?y=/../v2',
      '\r\nX-A: b',
      '%00',
    ]
    for (const text of texts) {
      await fetch(`${lane.url}/stripe/v1/customers/search?query=${encodeURIComponent(text)}&limit=3`, {
        headers: withSecret(),
      })
    }
    const urls = upstream.seen.map(({ url }) => new URL(url, upstream.url))
    expect(urls.map(({ pathname }) => pathname)).toEqual(texts.map(() => '/v1/customers/search'))
    expect(urls.map(({ searchParams }) => [...searchParams])).toEqual(
      texts.map((text) => [
        ['query', text],
        ['limit', '3'],
      ]),
    )
  },
)

const bombs = [
  'expand[][]=x',
  'expand%5B%5D%5B%5D=x',
  'a[__proto__][x]=1',
  'a%5B__proto__%5D=1',
  '__proto__=1',
  '__proto__[x]=1',
  'a=1&b[__proto__]',
  Array.from({ length: 10_000 }, (_, i) => `k${i}=1`).join('&'),
  `a${'[b]'.repeat(1000)}=1`,
  `a${'[b]'.repeat(9)}=1`,
  `${'a'.repeat(201)}=1`,
  '&'.repeat(300),
]

test.each(bombs)('T43: a form bomb is refused in a query and in a body', (form) => {
  const target = `/stripe/v1/customers?${form}`
  expect(planForward({ method: 'GET', target, getHeader: () => undefined }, policy)).toMatchObject({
    ok: false,
  })
  const scan = new FormScan()
  expect(scan.push(codes(form)) ?? scan.end()).toBeDefined()
})

test('T43: refusing a form bomb takes at most linear time', async () => {
  const refuse = (form: string) => () => {
    planForward({ method: 'GET', target: `/stripe/v1/customers?${form}`, getHeader: () => undefined }, policy)
    const scan = new FormScan()
    return scan.push(codes(form)) ?? scan.end()
  }
  const manyKeys = (count: number) => Array.from({ length: count }, (_, i) => `k${i}=1`).join('&')
  const deep = (depth: number) => `a${'[b]'.repeat(depth)}=1`
  expect(await timesLonger(refuse(manyKeys(1250)), refuse(manyKeys(10_000)))).toBeLessThan(linearMax)
  expect(await timesLonger(refuse(deep(1000)), refuse(deep(8000)))).toBeLessThan(linearMax)
})

test.each(lanes)(
  'T43 ($name): a form bomb in a body is a 400 and Stripe never sees its end',
  async ({ open }) => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env: { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds' } })
    for (const body of bombs) {
      const response = await fetch(`${lane.url}/stripe/v1/refunds`, {
        method: 'POST',
        headers: withSecret({ 'Content-Type': 'application/x-www-form-urlencoded' }),
        body,
      })
      expect(response.status).toBe(400)
    }
    expect(upstream.seen).toEqual([])
  },
)

test('the scan of a streamed form finds the same as of the whole, wherever it is split', () => {
  const piece = constantFrom(
    'a',
    '=',
    '&',
    ';',
    '[',
    ']',
    '[]',
    '_method',
    '__proto__',
    '%5B',
    '%5F',
    '+',
    'k=v',
    '[b][c]',
    'x'.repeat(90),
  )
  assert(
    property(
      array(
        array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
        { maxLength: 6 },
      ),
      (chunks) => {
        const scan = new FormScan()
        let streamed
        for (const chunk of chunks) streamed ??= scan.push(codes(chunk))
        streamed ??= scan.end()
        expect(streamed).toBe(findFormFault(chunks.join('')))
      },
    ),
    { numRuns: 3000 },
  )
})

const long = 100_000
const units = [
  'a',
  ' ',
  '[',
  '%',
  '%5',
  '_a',
  'a_',
  '-',
  '.',
  '/a',
  ':id',
  '2020-',
  'Bearer ',
  ';charset=',
  '\t',
  '__proto__',
  'é',
  '&',
  '\\',
]
const adversarial = (length: number) =>
  units.flatMap((unit) => [unit.repeat(length / unit.length), `${unit.repeat(length / unit.length)}!`])

test('T44: every check of 100 KB of hostile text takes at most linear time', async () => {
  const allowlist = createAllowlist(['GET /v1/a/:x/a/:y/a/*'])
  const judgements: ((text: string) => unknown)[] = [
    (text) => parseTarget(text),
    (text) => parseTarget(`/v1/customers?${text}`),
    (text) => parseTarget(`/v1/${text}`),
    (text) => findFormFault(text),
    (text) => new FormScan().push(codes(text)),
    (text) => allowlist.permits('GET', ['v1', ...text.split('/', 10)]),
    (text) => suggestRule('GET', ['v1', text]),
    ...[
      'accept',
      'stripe-version',
      'stripe-account',
      'stripe-context',
      'idempotency-key',
      'content-type',
      'content-length',
      'content-encoding',
      'transfer-encoding',
    ].map(
      (name) => (text: string) =>
        planForward(
          {
            method: 'POST',
            target: '/stripe/v1/refunds',
            getHeader: (header) => (header === name ? text : header === 'content-length' ? '1' : undefined),
          },
          policy,
        ),
    ),
    ...['authorization', 'x-api-key', 'x-user-id'].map(
      (name) => (text: string) =>
        authenticate((header) => (header === name ? text : undefined), {
          config,
          findConnectionKey: () => Promise.resolve(undefined),
          now: () => 0,
          acceptUserId: true,
        }),
    ),
  ]
  const judgeAll = (judge: (typeof judgements)[number], texts: readonly string[]) => () => {
    for (const text of texts) judge(text)
  }
  const [shorter, longer] = [adversarial(long / 8), adversarial(long)]
  for (const judge of judgements) {
    // One text with quadratic time outweighs all the others together.
    const times = await timesLonger(judgeAll(judge, shorter), judgeAll(judge, longer))
    expect(times, judge.toString()).toBeLessThan(linearMax)
  }
})

test('no header value makes the decision throw', () => {
  assert(
    property(string({ unit: anyCharacter }), string({ unit: anyCharacter }), (value, target) => {
      const getHeader = (name: string) => (name === 'x-api-key' ? secret : value)
      planForward({ method: 'GET', target: `/stripe/v1/customers${target}`, getHeader }, policy)
    }),
  )
})
