// The packages of the Stripe App come with an installation of the checkout, and only with one that needs them.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

/** Runs the script with a program in npm's place that only notes its call. */
function installs(env: Record<string, string>): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-install-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [npm, note] = [join(folder, 'npm.cjs'), join(folder, 'note')]
  writeFileSync(npm, `require('node:fs').writeFileSync(${JSON.stringify(note)}, '')`)
  execFileSync(process.execPath, ['scripts/install-stripe-app.mjs'], { env: { npm_execpath: npm, ...env } })
  return existsSync(note)
}

test('npm ci installs the packages of the Stripe App', () => {
  expect(installs({})).toBe(true)
})

test.each([
  ['without development dependencies', { npm_config_omit: 'dev' }],
  ['in production', { NODE_ENV: 'production' }],
  ['that only writes the lockfile', { npm_config_package_lock_only: 'true' }],
] as const)('an installation %s leaves them as they are', (_, env) => {
  expect(installs(env)).toBe(false)
})
