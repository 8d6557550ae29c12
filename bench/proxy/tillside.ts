// Our contender: the whole gateway as `start` runs it, with all checks, metrics and the default log level.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startGateway } from '../../runtimes/node/start.ts'

const [upstream = '', secret = ''] = process.argv.slice(2)
const gateway = await startGateway(
  {
    HOST: '127.0.0.1',
    PORT: '0',
    STRIPE_API_KEY: 'rk_test_51benchbenchbench',
    STRIPE_API_BASE: upstream,
    TILLSIDE_PROXY_SECRET: secret,
    STRIPE_WEBHOOK_SECRETS_TEST: 'whsec_benchbenchbenchbench',
  },
  { databaseFile: ':memory:', write: (line) => void process.stderr.write(`${line}\n`) },
)
console.log(gateway.url)
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
process.once('SIGTERM', () => {
  const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(1)} ms`
  const [p50, p99] = [delay.percentile(50), delay.percentile(99)].map(ms)
  console.error(
    `event loop delay of the gateway, sampled every 5 ms: p50 ${p50}, p99 ${p99}, max ${ms(delay.max)}`,
  )
  process.exit(0)
})
