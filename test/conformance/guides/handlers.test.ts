// Runs the configuration in docs/guide/handlers.md as written.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { listenStripe } from '../../../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { openReceiver } from '../../worlds/receiver.ts'
import { secret, startOnNode } from '../../worlds/gateway/node.ts'

const run = promisify(execFile)

test('the handler and the schedule of the guide each do what they describe, once', async () => {
  const [, code = ''] =
    /^```ts\n(import[\s\S]*?)^```/m.exec(readFileSync('docs/guide/handlers.md', 'utf8')) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'tillside-guide-'))
  const simulator = createStripeSimulator()
  const stripe = await listenStripe(simulator)
  onTestFinished(async () => {
    await stripe.close()
    rmSync(folder, { recursive: true })
  })
  const receiver = await openReceiver()
  receiver.answer(
    (response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}'),
  )
  writeFileSync(
    join(folder, 'tillside.config.ts'),
    code.replace("process.env['MEMBERS_URL'] ?? ''", JSON.stringify(receiver.url)),
  )
  const settings = {
    PATH: process.env['PATH'] ?? '',
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: simulator.keys.test,
    TILLSIDE_PROXY_SECRET: secret,
    STRIPE_WEBHOOK_SECRETS_TEST: ['whsec', 'w'.repeat(32)].join('_'),
    TILLSIDE_DATA_DIR: folder,
    TILLSIDE_CONFIG: join(folder, 'tillside.config.ts'),
  }
  const gateway = await startOnNode(stripe.url, settings)
  onTestFinished(() => gateway.close(0))
  const tillside = (...args: string[]) => run(process.execPath, ['cli/main.ts', ...args], { env: settings })
  const about = ['--override', 'data.object.customer=cus_1', '--override', 'data.object.status=paused']
  const twice = ['--id', 'evt_1', '--count', '2', '--url', gateway.url]
  await tillside('trigger', 'customer.subscription.updated', ...about, ...twice)
  await receiver.until(1)
  await tillside('schedules', 'run', 'open-invoices')
  const requests = receiver.seen.map(({ path, body, headers }) => ({
    path,
    body: JSON.parse(body) as object,
    key: headers['idempotency-key'],
  }))
  const key = expect.stringMatching(/^tillside-/) as string
  expect(requests).toEqual([
    { path: '/hooks/members/cus_1', body: { status: 'paused' }, key },
    {
      path: '/hooks/counts',
      body: { on: expect.any(String) as string, open: expect.any(Number) as number },
      key,
    },
  ])
})
