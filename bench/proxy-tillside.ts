// Our contender: the whole gateway as `start` runs it, every check on, metrics counted, the log at its usual level.

import { startGateway } from '../runtimes/node/start.ts'

const [upstream = '', secret = ''] = process.argv.slice(2)
const gateway = await startGateway(
  {
    HOST: '127.0.0.1',
    PORT: '0',
    STRIPE_API_KEY: 'rk_test_51benchbenchbench',
    STRIPE_API_BASE: upstream,
    TILLSIDE_PROXY_SECRET: secret,
  },
  { databaseFile: ':memory:', write: (line) => void process.stderr.write(`${line}\n`) },
)
console.log(gateway.url)
process.once('SIGTERM', () => process.exit(0))
