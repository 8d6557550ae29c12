// The gateway of a torture run, in a separate process, as `start` runs it. Its clock is ahead by the total length of its outages.

import { startGateway } from '../../runtimes/node/start.ts'

const {
  TORTURE_AHEAD_MS: ahead = '0',
  TORTURE_ASSETS: assetsDir = '',
  TORTURE_ROLE: role,
  ...settings
} = process.env
const real = Date.now
Date.now = () => real() + Number(ahead)

const gateway = await startGateway(settings, { assetsDir, role: role === 'web' ? 'web' : 'all' })
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)))
