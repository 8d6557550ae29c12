// After `npm ci` at the root: installs the Stripe App's own packages. Plain JavaScript, because any Node from 20 on runs it.
// A production installation serves the app to nobody and skips this, and a change of the lockfile alone installs nothing.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const { npm_config_omit: omit = '', npm_execpath: npm, NODE_ENV: environment } = process.env
const isProduction = omit.split(/[\s,]+/).includes('dev') || environment === 'production'
if (!isProduction && process.env.npm_config_package_lock_only !== 'true') {
  const [command, ...first] = npm ? [process.execPath, npm] : ['npm']
  const { status } = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(new URL('../stripe-app', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  process.exitCode = status ?? 1
}
