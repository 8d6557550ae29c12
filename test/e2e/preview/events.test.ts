// Events in the preview: changes in Stripe reach the gateway automatically, and people see them.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SignJWT } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { browserPath, settled, show, useWorld, world } from '../../worlds/browser/preview.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'tillside-events-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Row = { what: string; verb: string; note?: string; who?: string; status?: number }

/** Every line of the log, including calls. */
async function logOf(page: Page): Promise<Row[]> {
  const groups = await world<{ line: Row; calls: Row[] }[]>(page, 'log')
  return groups.flatMap(({ line, calls }) => [line, ...calls])
}

describe.skipIf(!browserPath)('events', () => {
  const { open, preview } = useWorld({ databaseFile: join(folder, 'tillside.sqlite') })
  const live = () => preview().simulator.compartment(preview().simulator.accounts.eu, true)

  async function trigger(...args: string[]): Promise<string> {
    const options = { env: { PATH: process.env['PATH'] ?? '' } }
    const command = ['cli/main.ts', 'trigger', ...args, '--live', '--url', preview().url]
    return (await run(process.execPath, command, options)).stdout
  }

  /** Makes a refund in Stripe; only the event notifies the gateway. */
  async function refund(body: Record<string, string>): Promise<number> {
    const { stripeUrl, simulator } = preview()
    const response = await fetch(`${stripeUrl}/v1/refunds`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${simulator.keys.canWrite}` },
      body: new URLSearchParams(body),
    })
    return response.status
  }

  test('a refund made in Stripe appears in a cached panel on the next view, before it expires, and in the orders service', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-tomasz')
    const shipping = frame.locator('[data-panel="in-house:shipping"]')
    await shipping.getByText('Return requested: Hand grinder C2').waitFor()
    const invoice = live()
      .all('invoice')
      .find(({ metadata }) => metadata?.['order'] === 'KC-20931')
    const [paid] = live().related('invoice_payment', 'invoice', invoice?.id ?? '')
    const intent = paid?.payment.payment_intent
    const made = {
      payment_intent: typeof intent === 'string' ? intent : '',
      'metadata[return]': 'ret_KC20931',
    }
    // Without its event the cached panel stays unchanged, so the event makes the difference.
    const { webhooks } = preview().simulator
    webhooks.setFaults({ dropShare: 1 })
    expect(await refund({ ...made, amount: '200' })).toBe(200)
    webhooks.setFaults({ dropShare: 0 })
    await show(opened, 'conv-tomasz')
    await shipping.getByText('Return requested: Hand grinder C2').waitFor()
    expect(await refund({ ...made, amount: '500' })).toBe(200)
    const heard = () => logOf(opened.page).then((lines) => lines.map(({ who, note }) => `${who}: ${note}`))
    await expect.poll(heard).toContainEqual(expect.stringMatching(/^Stripe → gateway: charge\.refunded, ch_/))
    await show(opened, 'conv-tomasz')
    await shipping.getByText(/Refunded:\s€5\.00/).waitFor()
    await expect
      .poll(() => logOf(opened.page))
      .toContainEqual(
        expect.objectContaining({ who: 'gateway → orders', what: '/hooks/stripe', status: 204 }),
      )
    expect(opened.trouble).toEqual([])
  })

  test('the nightly schedule reports refunds whose events were lost to the orders service', async () => {
    const { webhooks } = preview().simulator
    const charge = live()
      .all('charge')
      .find(
        ({ amount_refunded: back, disputed, status }) => status === 'succeeded' && back === 0 && !disputed,
      )
    webhooks.setFaults({ dropShare: 1 })
    expect(await refund({ charge: charge?.id ?? '', amount: '1' })).toBe(200)
    webhooks.setFaults({ dropShare: 0 })
    expect(await knownRefunds()).not.toContainEqual(expect.objectContaining({ chargeId: charge?.id }))
    const env = { ...process.env, TILLSIDE_DATA_DIR: folder, TILLSIDE_CONFIG: 'examples/tillside.config.ts' }
    const command = ['cli/main.ts', 'schedules', 'run', 'tell-refunds']
    expect((await run(process.execPath, command, { env })).stdout).toContain('done')
    expect(await knownRefunds()).toContainEqual(
      expect.objectContaining({
        chargeId: charge?.id,
        refundedMinor: 1,
        heardBy: 'schedule:tell-refunds',
      }),
    )
  })

  /** The refunds that the orders service lists for a caller with a token. */
  async function knownRefunds(): Promise<object[]> {
    const key = new TextEncoder().encode(process.env['SERVICES_SECRET'])
    const token = await new SignJWT({ tenant: 'tests', roles: [] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('tests')
      .setAudience('orders')
      .setExpirationTime('1m')
      .sign(key)
    const headers = { Authorization: `Bearer ${token}` }
    const response = await fetch(`${preview().services.orders.url}/refunds`, { headers })
    return ((await response.json()) as { refunds: object[] }).refunds
  }

  test('a failed payment is posted once into the customer’s pinned conversation, with the decline reason', async () => {
    const opened = await open()
    const { page } = opened
    const frame = await show(opened, 'conv-priya')
    const pinned = page.waitForResponse((response) => response.url().includes('/api/pins/'))
    await frame.locator('[data-pin]').click()
    expect((await pinned).ok()).toBe(true)
    await settled(frame, 'panel')
    const [priya] = preview().simulator.customersOf('priya@brightside.example')
    const invoice = live()
      .all('invoice')
      .find(({ customer, status }) => customer === priya?.id && status === 'open')
    const about = [
      ['customer', priya?.id],
      ['id', invoice?.id],
      ['amount_remaining', '4900'],
      ['currency', 'kwd'],
    ].flatMap(([name, value]) => ['--override', `data.object.${name}=${value}`])
    // Stripe sometimes sends an event several times.
    const same = ['--id', 'evt_failedPayment', '--count', '3']
    const answers = await trigger('invoice.payment_failed', ...about, ...same)
    expect(answers.match(/ {2}200 {2}/g)).toHaveLength(3)
    const post = page.locator('.post')
    await post.getByText('Payment of KWD 4.900 failed').waitFor()
    expect(await post.innerText()).toMatch(/declined|insufficient|expired/i)
    await expect
      .poll(() => logOf(page))
      .toContainEqual(
        expect.objectContaining({ verb: 'handled', what: 'invoice.payment_failed by payment-failed' }),
      )
    expect(await world(page, 'posts')).toHaveLength(1)
    expect(opened.trouble).toEqual([])
  })

  test('posts that Missive does not accept are kept, and each is posted once it does', async () => {
    const opened = await open()
    const { page } = opened
    const frame = await show(opened, 'conv-ines')
    const pinned = page.waitForResponse((response) => response.url().includes('/api/pins/'))
    await frame.locator('[data-pin]').click()
    expect((await pinned).ok()).toBe(true)
    const [ines] = preview().simulator.customersOf('ines@cafemarisol.example')
    preview().control('missive_limited')
    await trigger('invoice.payment_failed', '--override', `data.object.customer=${ines?.id}`)
    await expect
      .poll(() => logOf(page))
      .toContainEqual(expect.objectContaining({ who: 'gateway → Missive', status: 429 }))
    preview().control('none')
    await page.locator('.post').getByText('failed').first().waitFor()
    expect(await world(page, 'posts')).toHaveLength(1)
  })
})
