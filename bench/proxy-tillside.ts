// Our contender: the hot path with every check on, metrics counted and the log at its usual level.

import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { parseConfig } from '#config.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { createNodeForwarder } from '../runtimes/node/forward.ts'
import { listenAndPrint } from './proxy-listen.ts'

const [upstream = '', secret = ''] = process.argv.slice(2)
const forwarder = createNodeForwarder({
  config: parseConfig({ STRIPE_API_KEY: 'rk_test_51benchbenchbench', STRIPE_API_BASE: upstream, TILLSIDE_PROXY_SECRET: secret }),
  findConnectionKey: () => Promise.resolve(undefined),
  metrics: createMetrics(),
  log: createLog({ level: 'info', now: Date.now, write: (line) => void process.stderr.write(`${line}\n`) }),
  now: Date.now,
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
}) // prettier-ignore

await listenAndPrint(
  createServer((req, res) => {
    if (!forwarder.handle(req, res)) res.writeHead(404).end()
  }),
)
