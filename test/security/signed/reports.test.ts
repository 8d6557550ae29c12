// Error reports of the Stripe App are bounded, rate-limited per account, and logged without customers' data.

import { expect, test } from 'vitest'
import { linearMax, timesLonger } from '../../growth.ts'
import { open, own, sign, type SignedApp } from '../../worlds/stripe-app.ts'

const report = {
  name: 'TypeError',
  message: 'Cannot read properties of undefined (reading \'email\') of "anna@example.com"',
  stack: [
    'TypeError: anna@example.com is not a customer',
    '    at drawPanel (https://b.stripecdn.com/ext/cus_Anna/ext.min.js?token=s3cret:1:2345)',
    '    at async Object.load (https://b.stripecdn.com/ext/ext.min.js:1:99)',
    '    at ext.min.js:7:1',
    '    at anna@example.com (nowhere)',
    'anna@example.com',
  ].join('\n'),
  view: 'stripe.dashboard.customer.detail',
  build: '2026-11-20T10:00:00Z+a1b2c3',
}

const send = (signed: SignedApp, args: object) =>
  signed.post('/stripe-app/errors', sign('error.report', { args }))
const logged = ({ logged }: SignedApp) =>
  logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'app.error')

test('logs kind, place and build of an error, and no customer data', async () => {
  const signed = await open()
  expect((await send(signed, report)).status).toBe(204)
  const [line] = logged(signed)
  expect(line).toMatchObject({
    level: 'warn',
    account: own,
    mode: 'live',
    name: 'TypeError',
    message: "Cannot read properties of undefined (reading 'email') of …",
    stack: 'at Object.load (ext.min.js:1:99)\nat <anonymous> (ext.min.js:7:1)',
    view: report.view,
    build: report.build,
  })
  expect(signed.logged.join()).not.toMatch(/anna|cus_Anna|s3cret/)
})

test('leaves out messages that are not the engine’s, and invalid names', async () => {
  const signed = await open()
  await send(signed, {
    ...report,
    name: 'Anna Example',
    message: 'Anna owes 12 €',
    view: 'a b\u001b[31m',
    build: '\n{"event":"forged"}',
  })
  expect(logged(signed)[0]).toMatchObject({ name: 'Error' })
  expect(logged(signed)[0]).not.toHaveProperty('message')
  expect(signed.logged.join()).not.toMatch(/Anna|forged|\[31m/)
})

test('an oversized report is 400', async () => {
  const signed = await open()
  expect((await send(signed, { ...report, stack: 'x'.repeat(8001) })).status).toBe(400)
  expect((await send(signed, { ...report, customer: 'cus_1' })).status).toBe(400)
})

test('each account may report twenty errors a minute', async () => {
  const signed = await open({ STRIPE_APP_ACCOUNTS: 'acct_1Elsewhere' })
  for (let i = 0; i < 20; i++) expect((await send(signed, report)).status).toBe(204)
  expect((await send(signed, report)).status).toBe(429)
  const other = sign('error.report', { args: report, envelope: { account_id: 'acct_1Elsewhere' } })
  expect((await signed.post('/stripe-app/errors', other)).status).toBe(204)
  signed.clock.ms += 60_000
  const later = sign('error.report', { args: report, atMs: signed.clock.ms })
  expect((await signed.post('/stripe-app/errors', later)).status).toBe(204)
  expect(logged(signed)).toHaveLength(22)
})

test('a hostile stack takes at most linear time', async () => {
  const signed = await open()
  const sendAll = (length: number) => async () => {
    for (const piece of ['at ', 'a.', 'at ((']) {
      // A minute later, because of the limit per minute.
      signed.clock.ms += 60_000
      const stack = `    at ${piece.repeat(length / piece.length)}`
      const args = { ...report, stack }
      const sent = await signed.post(
        '/stripe-app/errors',
        sign('error.report', { args, atMs: signed.clock.ms }),
      )
      expect(sent.status).toBe(204)
    }
  }
  expect(await timesLonger(sendAll(980), sendAll(7840))).toBeLessThan(linearMax)
})
