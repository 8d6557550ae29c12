// Runs the commands in the documents: every block marked `sh`, against the simulated Stripe. `npm run pack` runs them in a folder with
// the package. Commands with placeholders are compared with the help of the command line.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findCalls, findCommandBlocks } from '../../../scripts/guide-commands.ts'
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

const blocks = findCommandBlocks('.')

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

/** `tillside events list` with the options that the call gives it. */
function parseCall(call: string) {
  const words = call.split(/\s+/).slice(1)
  const last = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word))
  const options = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0] ?? '')
  return { name: (last < 0 ? words : words.slice(0, last)).slice(0, 2), options }
}

const calls = new Map(findCalls('.').map((one) => [one.commands, { ...one, ...parseCall(one.commands) }]))
const byName = Map.groupBy(calls.values(), ({ name }) => name.join(' '))

test.each([...byName])('tillside %s exists, with each option that a document gives it', async (_, uses) => {
  const name = uses[0]?.name ?? []
  const { stdout } = await run(process.execPath, ['cli/main.ts', ...name, '--help'])
  // The help of a command, not the list of commands that a wrong name gets.
  expect(stdout).not.toMatch(/^Usage: .*\[command\]/)
  for (const { path, commands, options } of uses)
    for (const option of options) expect(stdout, `${path}: ${commands}`).toContain(option)
})
