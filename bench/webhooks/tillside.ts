// Our contender: the whole gateway as `start` runs it. With `web` it only accepts events and leaves handling to another process.

import { createWriteStream } from 'node:fs'
import { devNull } from 'node:os'
import { startGateway } from '../../runtimes/node/start.ts'
import { secret } from './load.ts'

const [role = 'all', dataDir = '', databaseUrl = ''] = process.argv.slice(2)
const log = createWriteStream(devNull)
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
    ...(databaseUrl === '' ? {} : { DATABASE_URL: databaseUrl }),
  },
  { role: role === 'web' ? 'web' : 'all', write: (line) => void log.write(`${line}\n`) },
)
console.log(`${gateway.url}/webhooks/stripe/test`)
process.once('SIGTERM', () => process.exit(0))
