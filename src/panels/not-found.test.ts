import { expect, test } from 'vitest'
import type { Lookup, Unavailable } from '#contract/billing.ts'
import type { Block } from '#contract/panel.ts'
import { customerLink, stripeHref } from './dashboard-link.ts'
import { describeUnavailable, drawCustomer, drawNotFound, drawUnavailable } from './draw.ts'
import * as f from './fixtures/billing.ts'
import { panelsText, text } from './fixtures/panel-text.ts'
import { cleanText, hasHidden } from './foreign.ts'

const address = 'lena@koehler.example'
const lookup = (changes: Partial<Lookup> = {}): Lookup => ({
  asOfMs: f.nowMs,
  people: [{ address, hits: [] }],
  similar: [],
  accounts: [{ account: f.account }],
  ...changes,
})
const blocksOf = (one: Lookup): Block[] => drawNotFound(one, { address }, f.view)[0]?.blocks ?? []
const verdictOf = (one: Lookup) => blocksOf(one).find((block) => block.type === 'verdict')

test('"No customer" is not said while an account did not answer', () => {
  const accounts = [
    { account: f.account },
    { account: { ...f.account, key: 'us', name: 'Kelpie US' }, unavailable: { reason: 'timeout' as const } },
  ]
  expect(verdictOf(lookup())?.word).toBe('No customer')
  expect(verdictOf(lookup({ accounts }))?.word).toBe('Unknown')
  const alerts = blocksOf(lookup({ accounts })).filter((block) => block.type === 'alert')
  expect(alerts.map(({ title, text: why }) => [text(title), text(why ?? '')])).toEqual([
    [
      '‹Kelpie US› did not answer',
      'Stripe took too long to answer. Whether this person is a customer there is unknown.',
    ],
  ])
})

test('a colleague is not called a stranger, and is not asked who pays', () => {
  const team = lookup({ people: [{ address, hits: [], skipped: 'team' }] })
  expect(verdictOf(team)).toMatchObject({ word: 'A colleague' })
  expect(blocksOf(team).some((block) => block.type === 'actions')).toBe(false)
})

test('an address beyond the ten that are looked up is not called unknown to Stripe', () => {
  expect(verdictOf(lookup({ people: [{ address, hits: [], skipped: 'limit' }] }))?.word).toBe('Not looked up')
})

test('an account without Search says that it only compared addresses as written', () => {
  const accounts = [{ account: f.account, searchUnavailable: { reason: 'unreachable' as const } }]
  expect(panelsText(drawNotFound(lookup({ accounts }), { address }, f.view))).toContain(
    'only addresses written exactly like this one were found',
  )
})

const reasons: Unavailable[] = [
  { reason: 'permission', permissions: ['rak_charge_read', 'rak_payment_intent_read'] },
  { reason: 'rate_limited', retryAtMs: f.nowMs + 24_000 },
  { reason: 'timeout' },
  { reason: 'unreachable' },
  { reason: 'key_refused' },
  { reason: 'ration_spent' },
  { reason: 'failed', requestId: 'req_1' },
]

test('every reason why something is not known has a sentence of its own, in every language', () => {
  for (const locale of ['en', 'de', 'fr']) {
    const sentences = reasons.map((why) => describeUnavailable(why, { ...f.view, locale }))
    expect(new Set(sentences).size).toBe(reasons.length)
  }
})

test('a missing permission names the row of the key form to tick', () => {
  expect(
    panelsText(
      drawUnavailable({ reason: 'permission', permissions: ['rak_charge_read'] }, f.account, f.view),
    ),
  ).toContain('[x Charges and Refunds: Read]')
  expect(
    panelsText(
      drawUnavailable({ reason: 'permission', permissions: ['rak_new_thing_read'] }, f.account, f.view),
    ),
  ).toContain('[x new thing: Read]')
})

test('what could not be read is never written as none', () => {
  const drawn = drawCustomer(
    f.billing({
      subscriptions: f.unread({ reason: 'timeout' }),
      invoices: f.unread({ reason: 'timeout' }),
      payments: f.unread({ reason: 'timeout' }),
      disputes: f.unread({ reason: 'timeout' }),
    }),
    f.view,
  )
  expect(panelsText(drawn)).not.toMatch(/none|No invoice|No payment|No subscription|all paid|Never/)
})

test('the words follow the language of the viewer, also with a region', () => {
  expect(panelsText(drawCustomer(f.billing(), { ...f.view, locale: 'de-AT' }))).toContain('Nächste Abbuchung')
  expect(panelsText(drawCustomer(f.billing(), { ...f.view, locale: 'fr' }))).toContain('Prochain débit')
  expect(panelsText(drawCustomer(f.billing(), { ...f.view, locale: 'pt' }))).toContain('Next charge')
})

test.each([
  [{ ...f.account }, 'https://dashboard.stripe.com/acct_1Kelpie/customers/cus_1'],
  [{ ...f.account, mode: 'test' as const }, 'https://dashboard.stripe.com/acct_1Kelpie/test/customers/cus_1'],
  [{ key: 'k', mode: 'test' as const }, 'https://dashboard.stripe.com/test/customers/cus_1'],
  [
    { key: 'k', mode: 'live' as const, accountId: 'acct_1/../../evil' },
    'https://dashboard.stripe.com/customers/cus_1',
  ],
])('a link into the Dashboard names account and mode: %j', (account, href) => {
  expect(customerLink(account, 'cus_1')).toBe(href)
})

test('an id cannot change where a link leads', () => {
  expect(customerLink(f.account, '../../x?y#z')).toBe(
    'https://dashboard.stripe.com/acct_1Kelpie/customers/..%2F..%2Fx%3Fy%23z',
  )
})

test.each([
  'http://pay.stripe.com/1',
  'https://stripe.com.evil.example/',
  'https://evilstripe.com/',
  'https://user@pay.stripe.com/',
  'https://pay.stripe.com:8443/',
  'javascript:alert(1)',
  'data:text/html,x',
  '',
  '//pay.stripe.com',
])('the address %s is not linked', (href) => {
  expect(stripeHref(href)).toBeUndefined()
})

test.each([
  ['\u202egnp.exe', 'gnp.exe', true],
  ['a\u0000b\u200bc', 'abc', true],
  ['line\nbreak', 'line break', false],
  ['👩\u200d👧', '👩\u200d👧', false],
  ['می\u200cخواهم', 'می\u200cخواهم', false],
])('the text %j is shown as %j', (given, shown, hidden) => {
  expect([cleanText(given), hasHidden(given)]).toEqual([shown, hidden])
})

test('a text of thousands of characters is cut without breaking a character', () => {
  const cut = cleanText('🙂'.repeat(5000), 100)
  expect(cut.length).toBeLessThanOrEqual(100)
  expect(cut.isWellFormed()).toBe(true)
})
