// The gateway of the chaos run, in a separate process, as `start` runs it. Its clock is ahead by the total length of its outages.

import { startGateway } from '../../runtimes/node/start.ts'

const { CHAOS_AHEAD_MS: ahead = '0', CHAOS_ASSETS: assetsDir = '', ...settings } = process.env
const real = Date.now
Date.now = () => real() + Number(ahead)

const gateway = await startGateway(settings, { assetsDir })
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)))
