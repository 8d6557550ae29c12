// Runs the commands in the documents: every block marked `sh`, against the simulated Stripe.

import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenStripe } from '../../../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'tillside-docs-'))
const simulator = createStripeSimulator()
let stripe: Awaited<ReturnType<typeof listenStripe>>
beforeAll(async () => {
  stripe = await listenStripe(simulator, { port: 0 })
})
afterAll(async () => {
  await stripe.close()
  rmSync(folder, { recursive: true })
})

const blocks = [...globSync('*.md'), ...globSync('docs/**/*.md')].flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, commands = '']) => ({
    path,
    commands,
  })),
)

test('the documents contain commands', () => {
  expect(blocks.length).toBeGreaterThan(2)
})

test.each(blocks)('the commands of $path run: $commands', async ({ commands }) => {
  const env = {
    ...process.env,
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: simulator.keys.test,
    TILLSIDE_PROXY_SECRET: 'a secret for the documents',
    TILLSIDE_DATA_DIR: folder,
  }
  await run('bash', ['-euc', commands], { env })
})
