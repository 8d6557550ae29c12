// tillside forward, missive and events reconcile as processes of their own, beside a running gateway.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { Stripe } from 'stripe'
import { expect, onTestFinished, test } from 'vitest'
import { listenStripe } from '../../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../../simulator/stripe/simulator.ts'
import { openReceiver, status } from '../receiver.ts'
import { secret, startOnNode } from './start-for-test.ts'

const run = promisify(execFile)
const webhookSecret = ['whsec', 'w'.repeat(32)].join('_')
const anHourAgo = (): string => new Date(Date.now() - 3_600_000).toISOString()
const kek = `k1:${Buffer.alloc(32, 'k').toString('base64')}`

/** The settings of a gateway with a folder of its own, and the Stripe it asks. */
async function open(more: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-cli-events-'))
  const simulator = createStripeSimulator()
  const stripe = await listenStripe(simulator)
  onTestFinished(async () => {
    await stripe.close()
    rmSync(folder, { recursive: true })
  })
  const file = join(folder, 'tillside.config.ts')
  writeFileSync(
    file,
    `import { defineConfig, defineHandler } from 'tillside/config'
const bills = defineHandler({ id: 'bills', events: ['invoice.*'], handle: async () => undefined })
export default defineConfig({ handlers: [bills] })
`,
  )
  const settings = {
    PATH: process.env['PATH'] ?? '',
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: simulator.keys.test,
    TILLSIDE_PROXY_SECRET: secret,
    STRIPE_WEBHOOK_SECRETS_LIVE: webhookSecret,
    STRIPE_WEBHOOK_SECRETS_TEST: webhookSecret,
    TILLSIDE_DATA_DIR: folder,
    TILLSIDE_CONFIG: file,
    ...more,
  }
  return { folder, simulator, stripe, settings }
}

async function tillside(env: Record<string, string>, args: readonly string[], input = '') {
  const running = run(process.execPath, ['cli/main.ts', ...args], { env })
  running.child.stdin?.end(input)
  try {
    return { code: 0, ...(await running) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

async function startForward(env: Record<string, string>, args: readonly string[]) {
  const child = spawn(process.execPath, ['cli/main.ts', 'forward', ...args], { env })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const [said] = (await once(createInterface({ input: child.stderr }), 'line')) as [string]
  return {
    lines,
    said,
    async interrupt() {
      child.kill('SIGINT')
      const [code] = (await once(child, 'exit')) as [number | null]
      return code
    },
  }
}

test('forward sends on what comes from now on, exactly as Stripe sent it, freshly signed, until Ctrl+C', async () => {
  const { settings, stripe } = await open()
  const gateway = await startOnNode(stripe.url, settings)
  onTestFinished(() => gateway.close(0))
  const trigger = (...args: string[]) => tillside(settings, ['trigger', ...args, '--url', gateway.url])
  await trigger('invoice.paid', '--id', 'evt_before')
  const receiver = await openReceiver()
  receiver.answer(status(207))
  const to = ['--to', receiver.url, '--events', 'invoice.*,customer.created', '--test', '--print-secret']
  const forward = await startForward(settings, [...to, '--json'])
  expect(forward.said).toContain(receiver.url)
  await trigger('payout.paid', '--id', 'evt_otherType')
  await trigger('invoice.paid', '--id', 'evt_otherMode', '--live')
  await trigger('invoice.paid', '--id', 'evt_first')
  await trigger('customer.created', '--id', 'evt_second', '--thin')
  await trigger('customer.created', '--id', 'evt_third')
  await receiver.until(2)
  const [sessionSecret = ''] = forward.lines
  expect(sessionSecret).toMatch(/^whsec_[0-9a-f]{48}$/)
  for (const { body, headers } of receiver.seen) {
    const signature = String(headers['stripe-signature'])
    await expect(Stripe.webhooks.constructEventAsync(body, signature, sessionSecret)).resolves.toHaveProperty(
      'livemode',
      false,
    )
    await expect(Stripe.webhooks.constructEventAsync(body, signature, webhookSecret)).rejects.toThrow()
    // Over several lines, as it came.
    expect(body).toMatch(/^\{\n {2}"id": "evt_(first|third)"/)
  }
  await expect.poll(() => forward.lines.length).toBe(3)
  expect(forward.lines.slice(1).map((line) => JSON.parse(line) as object)).toEqual([
    { type: 'invoice.paid', id: 'evt_first', status: 207, ms: expect.any(Number) as number },
    { type: 'customer.created', id: 'evt_third', status: 207, ms: expect.any(Number) as number },
  ])
  expect(await forward.interrupt()).toBe(0)
})

test.each(['http://service.example/hooks', 'https://name:word@service.example', 'service'])(
  'forward refuses %s with a sentence',
  async (to) => {
    const { settings } = await open()
    const { code, stderr } = await tillside(settings, ['forward', '--to', to])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--to: write https://')])
  },
)

test('a token of Missive is read from standard input, stored sealed, and removed', async () => {
  const { settings, folder } = await open({ TILLSIDE_KEKS: kek })
  const token = `missive_pat-${'t'.repeat(30)}`
  const connected = await tillside(settings, ['missive', 'connect'], `${token}\n`)
  expect(connected).toMatchObject({ code: 0, stdout: expect.stringContaining('Connected') as string })
  const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'))
  expect(stored.join('')).toContain('missive')
  expect(`${stored.join('')}${connected.stdout}${connected.stderr}`).not.toContain(token)
  expect((await tillside(settings, ['missive', 'disconnect'])).code).toBe(0)
  expect(await tillside(settings, ['missive', 'disconnect'])).toMatchObject({
    code: 1,
    stderr: 'There was no token.\n',
  })
})

test('a token is refused as an argument, without a key to seal it with, and when it is none', async () => {
  const { settings } = await open()
  expect((await tillside(settings, ['missive', 'connect', 'missive_pat-abc'])).code).toBe(2)
  const unsealed = await tillside(settings, ['missive', 'connect'], 'missive_pat-0123456789\n')
  expect([unsealed.code, unsealed.stderr]).toEqual([
    2,
    expect.stringMatching(/TILLSIDE_KEKS: missing.*openssl/),
  ])
  const keyed = { ...settings, TILLSIDE_KEKS: kek }
  for (const input of ['', 'two words are no token\n'])
    expect((await tillside(keyed, ['missive', 'connect'], input)).code).toBe(2)
})

test('reconcile fills in what never came, once, and says per account what it found', async () => {
  const { settings, simulator } = await open()
  const test = simulator.compartment(simulator.accounts.eu, false)
  const [customer] = test.all('customer')
  simulator.control.happen({
    type: 'invoice.paid',
    subject: { id: 'in_1', object: 'invoice' },
    livemode: false,
  })
  // Nobody wants it, so it is not missed.
  simulator.control.happen({ type: 'customer.updated', subject: customer?.id ?? '', livemode: false })
  const args = ['events', 'reconcile', '--since', anHourAgo()]
  const first = await tillside(settings, args)
  expect(first).toMatchObject({ code: 0, stdout: 'test own  1 listed  1 filled in\n' })
  const again = await tillside(settings, [...args, '--json'])
  expect(JSON.parse(again.stdout)).toEqual({ account: 'test own', listed: 1, filled: 0 })
})

test('reconcile names the box to tick where the key may not list events, and goes on with the others', async () => {
  const { settings, simulator } = await open()
  const keys = `Curtailed=${simulator.keys.customersOnly},Whole=${simulator.keys.test}`
  const { code, stdout } = await tillside({ ...settings, STRIPE_API_KEY: keys }, [
    'events',
    'reconcile',
    '--since',
    anHourAgo(),
  ])
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^live Curtailed {2}0 listed {2}0 filled in {2}its key may not list events: tick Events, Read/,
  )
  expect(stdout).toContain('\ntest Whole  0 listed  0 filled in\n')
})
