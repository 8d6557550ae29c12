// A gateway in a process of its own whose clock a test moves: the file of CLOCK_FILE holds by how much it is ahead, in milliseconds.

import { readFileSync } from 'node:fs'
import { startGateway } from '../../runtimes/node/start.ts'

const { CLOCK_FILE: file = '', ...settings } = process.env
const real = Date.now
Date.now = () => real() + Number(readFileSync(file, 'utf8'))

const gateway = await startGateway(settings)
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)))
