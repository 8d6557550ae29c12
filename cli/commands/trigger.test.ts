// tillside trigger: it posts what Stripe would post, to the right address, and returns whether all events succeeded.

import { createServer } from 'node:http'
import { Stripe } from 'stripe'
import { afterEach, describe, expect, test } from 'vitest'
import { leaveNote } from '../preview/note.ts'
import { barLine, createProgress } from '../progress.ts'
import { listTypes, trigger, type TriggerOptions } from './trigger.ts'

const secretOf = (letter: string): string => ['whsec', letter.repeat(32)].join('_')
const [liveSecret, testSecret] = [secretOf('l'), secretOf('t')]
const env = {
  STRIPE_WEBHOOK_SECRETS_LIVE: `${liveSecret},${secretOf('o')}`,
  STRIPE_WEBHOOK_SECRETS_TEST: testSecret,
}
type Seen = { path: string; body: string; signature: string; inFlight: number }

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A gateway that responds with these statuses in order, then with 200. */
async function listen(statuses: number[] = []) {
  const seen: Seen[] = []
  let inFlight = 0
  const server = createServer((incoming, outgoing) => {
    inFlight += 1
    const at = inFlight
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => void chunks.push(chunk))
    incoming.on('end', () => {
      inFlight -= 1
      const signature = String(incoming.headers['stripe-signature'])
      seen.push({ path: incoming.url ?? '', body: Buffer.concat(chunks).toString(), signature, inFlight: at })
      const status = statuses.shift() ?? 200
      outgoing.writeHead(status, status < 300 ? {} : { 'tillside-error': 'wrong_signature' }).end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { seen, port, url: `http://127.0.0.1:${port}` }
}

/** An address where nothing listens any more. */
async function closedUrl(): Promise<string> {
  const { url } = await listen()
  await closing.pop()?.()
  return url
}

async function send(
  name: string | undefined,
  options: Partial<TriggerOptions>,
  given: Record<string, string> = env,
) {
  const lines: string[] = []
  let drawn = ''
  const screen = { isTTY: false, write: (text: string) => void (drawn += text) }
  const output = { line: (text: string) => void lines.push(text), screen, sameTerminal: false }
  const ok = await trigger(name, { count: 1, ...options }, given, output)
  return { ok, lines, drawn }
}

const verify = ({ body, signature }: Seen, secret: string): Promise<Stripe.Event> =>
  Stripe.webhooks.constructEventAsync(body, signature, secret)

describe('tillside trigger', () => {
  test('sends an event to the test mode endpoint, and Stripe’s own package accepts it', async () => {
    const { seen, url } = await listen()
    const { ok, lines } = await send('invoice.payment_failed', { url })
    const [got] = seen as [Seen]
    const event = await verify(got, testSecret)
    expect([got.path, event.type, event.livemode]).toEqual([
      '/webhooks/stripe/test',
      'invoice.payment_failed',
      false,
    ])
    expect(event.data.object).toMatchObject({ object: 'invoice', status: 'open', livemode: false })
    expect(ok).toBe(true)
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^invoice\\.payment_failed {2}${event.id} {2}200 {2}\\d+ ms$`)),
    ])
  })

  test('sends --live to the live mode endpoint, signed with the first of its secrets', async () => {
    const { seen, url } = await listen()
    const options = {
      url: `${url}/`,
      live: true,
      account: 'acct_1',
      id: 'evt_mine',
      override: ['data.object.amount=500'],
    }
    await send('charge.succeeded', options)
    const [got] = seen as [Seen]
    const event = await verify(got, liveSecret)
    expect(got.path).toBe('/webhooks/stripe/live')
    expect(event).toMatchObject({
      id: 'evt_mine',
      account: 'acct_1',
      livemode: true,
      data: { object: { amount: 500 } },
    })
    await expect(verify(got, testSecret)).rejects.toThrow(/signature/)
  })

  test('signs with a named secret without its name', async () => {
    const { seen, url } = await listen()
    const key = ['rk', 'test', 'a'.repeat(24)].join('_')
    await send(
      'customer.created',
      { url },
      {
        STRIPE_API_KEY: `Kelpie=${key}`,
        TILLSIDE_PROXY_SECRET: 'p'.repeat(40),
        STRIPE_WEBHOOK_SECRETS_TEST: `Kelpie=${testSecret}`,
      },
    )
    await expect(verify((seen as [Seen])[0], testSecret)).resolves.toHaveProperty('type', 'customer.created')
  })

  test.each([
    ['customer.created', { thin: true }],
    ['v1.customer.created', {}],
  ])('makes %s with %j a thin event that Stripe’s own package parses', async (name, options) => {
    const { seen, url } = await listen()
    await send(name, { url, account: 'acct_1', ...options })
    const [got] = seen as [Seen]
    const stripe = new Stripe(['rk', 'test', 'a'.repeat(24)].join('_'))
    const parsed = await stripe.parseEventNotificationAsync(got.body, got.signature, testSecret)
    expect(parsed).toMatchObject({ type: 'v1.customer.created', related_object: { type: 'customer' } })
  })

  test.each([
    ['v2.core.account[requirements].updated', 'v2.core.account'],
    ['v2.core.account.updated', 'v2.core.account'],
    ['v2.money_management.payout_method.created', 'v2.money_management.payout_method'],
    ['v1.customer.subscription.past_due', 'subscription'],
  ])('sends %s, which only has a thin form, so that Stripe’s own package parses it', async (type, object) => {
    const { seen, url } = await listen()
    await send(type, { url, account: 'acct_1' })
    const [got] = seen as [Seen]
    const stripe = new Stripe(['rk', 'test', 'a'.repeat(24)].join('_'))
    const parsed = await stripe.parseEventNotificationAsync(got.body, got.signature, testSecret)
    expect(parsed).toMatchObject({ type, related_object: { type: object } })
    expect(String(parsed.context)).toBe('acct_1')
  })

  test('sends many events with an id each, at most ten at a time, and sums them up in one line', async () => {
    const { seen, url } = await listen([503, 503])
    const { ok, lines, drawn } = await send('customer.updated', { url, count: 60 })
    expect(new Set(seen.map(({ body }) => (JSON.parse(body) as Stripe.Event).id)).size).toBe(60)
    expect(Math.max(...seen.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(10)
    expect([ok, drawn]).toEqual([false, ''])
    expect(lines).toEqual([
      expect.stringMatching(/^customer\.updated: 58 × 200, 2 × 503 wrong_signature; median \d+ ms/),
    ])
  })

  test('prints one object per line with --json, and uses a given id for all events', async () => {
    const { url } = await listen([200, 400])
    const { ok, lines } = await send('payout.paid', { url, count: 3, json: true, id: 'evt_same' })
    const results = lines.map((line) => JSON.parse(line) as { type: string; id: string; status: number })
    expect(results.map(({ type, id }) => `${type} ${id}`)).toEqual(Array(3).fill('payout.paid evt_same'))
    expect(results.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 400]))
    expect(ok).toBe(false)
  })

  test('reports a closed port and a redirect as failures', async () => {
    const { ok, lines } = await send('payout.paid', { url: await closedUrl() })
    expect([ok, lines[0]]).toEqual([false, expect.stringContaining('  no response ECONNREFUSED  ')])
    const { url } = await listen([302])
    expect((await send('payout.paid', { url })).ok).toBe(false)
  })

  test('sends to the gateway’s own address by default', async () => {
    const { seen, port } = await listen()
    await send('payout.paid', {}, { ...env, HOST: '0.0.0.0', PORT: String(port) })
    expect(seen.length).toBe(1)
  })

  test('without settings, signs with the secret of the preview at that port, and fails if none runs there', async () => {
    const { seen, url, port } = await listen()
    const secrets = { live: secretOf('p'), test: secretOf('q') }
    const note = leaveNote([port], { token: 'token', stripeUrl: url, secrets })
    await send('payout.paid', { url }, {})
    await expect(verify((seen as [Seen])[0], secrets.test)).resolves.toHaveProperty('livemode', false)
    await note.close()
    await expect(send('payout.paid', { url }, {})).rejects.toThrow(/you run no preview at http/)
    expect(seen).toHaveLength(1)
  })

  test.each<[string | undefined, Partial<TriggerOptions>, Record<string, string>, RegExp]>([
    [undefined, {}, env, /--list/],
    ['invoice.payed', {}, env, /no event type invoice\.payed\. Similar types: invoice\.paid/],
    ['payout.paid', {}, { STRIPE_WEBHOOK_SECRETS_LIVE: liveSecret }, /STRIPE_WEBHOOK_SECRETS_TEST: missing/],
    ['payout.paid', { url: 'https://gateway.example' }, {}, /STRIPE_WEBHOOK_SECRETS_TEST: missing/],
    [
      'payout.paid',
      { live: true },
      { STRIPE_WEBHOOK_SECRETS_TEST: testSecret },
      /STRIPE_WEBHOOK_SECRETS_LIVE: missing/,
    ],
    ['payout.paid', { url: 'http://gateway.example' }, env, /--url/],
    ['payout.paid', { url: 'https://name:word@gateway.example' }, env, /--url/],
    ['payout.paid', { url: 'gateway' }, env, /--url/],
    ['payout.paid', { account: 'cus_1' }, env, /--account/],
    ['payout.paid', { id: 'ch_1' }, env, /--id/],
    ['payout.paid', { override: ['amount'] }, env, /--override: write path=value/],
    ['payout.paid', { override: ['data.__proto__.x=1'] }, env, /--override: .*not a path/],
  ])('refuses %s with %j, and sends nothing', async (name, options, given, expected) => {
    const { seen, url } = await listen()
    await expect(send(name, { url, ...options }, given)).rejects.toThrow(expected)
    expect(seen).toEqual([])
  })

  test('lists all types in order', () => {
    const lines: string[] = []
    listTypes((text) => void lines.push(text))
    expect(lines).toContain('account.application.deauthorized')
    expect(lines).toEqual([...lines].sort())
  })

  test('draws a progress bar that fits the terminal, and removes it', () => {
    let drawn = ''
    const write = (text: string) => void (drawn += text)
    const progress = createProgress({ isTTY: true, columns: 40, write }, 200)
    for (let step = 0; step < 200; step += 1) progress.step(step === 7)
    progress.end()
    expect(drawn).toContain('200 of 200, 1 failed')
    expect(drawn.endsWith('\r\u001b[K')).toBe(true)
    expect(Math.max(...drawn.split('\r').map((line) => line.length))).toBeLessThan(40)
    expect(barLine({ done: 5000, total: 10_000, failed: 0 }, 0)).toHaveLength(
      40 + 2 + ' 5,000 of 10,000'.length,
    )
    expect(barLine({ done: 5000, total: 10_000, failed: 0 }, 60)).toMatch(/^\[█+░+\] 5,000 of 10,000$/)
  })
})
