// Our contender: the whole gateway as `start` runs it. With `web` it only accepts events and leaves handling to another process; with
// `handler` it also runs a handler for each event.

import { openSync, writeSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { gatherLines } from '../../runtimes/node/open-log.ts'
import { startGateway } from '../../runtimes/node/start.ts'
import { secret } from './load.ts'

const [role = 'all', dataDir = '', databaseUrl = ''] = process.argv.slice(2)
// As on standard output, but the load generator need not read it.
const log = openSync(devNull, 'w')
const gateway = await startGateway(
  {
    HOST: '127.0.0.1',
    PORT: '0',
    STRIPE_API_KEY: ['rk', 'test', 'B'.repeat(16)].join('_'),
    // Nothing listens there, because requests to Stripe are not part of this benchmark.
    STRIPE_API_BASE: 'http://127.0.0.1:9',
    STRIPE_WEBHOOK_SECRETS_TEST: secret,
    TILLSIDE_PROXY_SECRET: 'bench-secret-0123456789abcdef',
    TILLSIDE_DATA_DIR: dataDir,
    ...(role === 'handler' ? { TILLSIDE_CONFIG: join(import.meta.dirname, 'tillside.config.ts') } : {}),
    ...(databaseUrl === '' ? {} : { DATABASE_URL: databaseUrl }),
  },
  { role: role === 'web' ? 'web' : 'all', write: gatherLines((text) => void writeSync(log, text)) },
)
console.log(`${gateway.url}/webhooks/stripe/test`)
process.once('SIGTERM', () => process.exit(0))
