// tillside trigger and tillside sign as a shell runs them: their output, and the exit codes that a script can rely on. Their
// behaviour is tested beside them, without a process.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openReceiver, status } from '../../worlds/receiver.ts'

const run = promisify(execFile)
/* Assembled from parts, so that no scanner mistakes a line of this file for a secret. */
const env = {
  PATH: process.env['PATH'],
  STRIPE_APP_SECRETS: ['absec', 's'.repeat(32)].join('_'),
  STRIPE_WEBHOOK_SECRETS_TEST: ['whsec', 't'.repeat(32)].join('_'),
}
const tillside = (...args: string[]) => run(process.execPath, ['cli/main.ts', ...args], { env })

test('trigger exits with 0, 1 and 2, and writes nothing to standard error without a terminal', async () => {
  const gateway = await openReceiver()
  const { origin } = new URL(gateway.url)
  const trigger = (...args: string[]) => tillside('trigger', ...args)
  gateway.answer(status(200))
  const { stdout, stderr } = await trigger('payout.paid', '--url', origin, '--json')
  expect(JSON.parse(stdout)).toMatchObject({ type: 'payout.paid', status: 200 })
  expect(stderr).toBe('')
  gateway.answer(status(500, { 'tillside-error': 'wrong_signature' }))
  await expect(trigger('payout.paid', '--url', origin)).rejects.toMatchObject({ code: 1 })
  await expect(trigger('nonsense.event')).rejects.toMatchObject({ code: 2 })
  await expect(trigger('payout.paid', '--count', '10001')).rejects.toMatchObject({ code: 2 })
  expect((await trigger('--list')).stdout.split('\n').length).toBeGreaterThan(200)
})

test('sign prints a command for curl, and exits with 2 on a wrong call', async () => {
  const base = ['sign', '--op', 'connection', '--user', 'usr_1', '--account', 'acct_1']
  const { stdout } = await tillside(...base)
  expect(stdout).toContain("curl --silent --show-error 'http://127.0.0.1:4747/stripe-app/connection'")
  await expect(tillside(...base, '--op', 'nonsense')).rejects.toMatchObject({ code: 2 })
  await expect(tillside(...base, '--args', '{')).rejects.toMatchObject({ code: 2 })
})
