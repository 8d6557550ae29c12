// A gateway in a separate process whose clock a test moves: CLOCK_FILE contains how far it is ahead, in milliseconds.

import { readFileSync } from 'node:fs'
import { startGateway } from '../../runtimes/node/start.ts'

const { CLOCK_FILE: file = '', ...settings } = process.env
const real = Date.now
Date.now = () => real() + Number(readFileSync(file, 'utf8'))

const gateway = await startGateway(settings)
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)))
