// Our contender with several processes: `tillside start --workers <count>`. Prints the address once all of them listen.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const [count = '2', upstream = '', secret = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'tillside-workers-'))
const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const child = spawn(process.execPath, [...process.execArgv, main, 'start', '--workers', count], {
  env: {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: '0',
    STRIPE_API_KEY: 'rk_test_51benchbenchbench',
    STRIPE_API_BASE: upstream,
    TILLSIDE_PROXY_SECRET: secret,
    TILLSIDE_DATA_DIR: folder,
  },
  stdio: ['ignore', 'pipe', 'ignore'],
})
let listening = 0
createInterface({ input: child.stdout }).on('line', (line) => {
  const url = /"event":"gateway.started".*"url":"([^"]+)"/.exec(line)?.[1]
  if (url !== undefined && (listening += 1) === Number(count)) console.log(url)
})
process.once('SIGTERM', () => child.kill('SIGTERM'))
child.once('exit', (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 1)
})
