// Sends each event three times simultaneously to three replicas. `npm run torture:duplicates -- --events 10000`; needs
// TEST_DATABASE_URL.

import { parseArgs } from 'node:util'
import { finish } from './print.ts'
import { runDuplicates } from './run-duplicates.ts'

const { values } = parseArgs({ options: { events: { type: 'string', default: '10000' } } })
const postgresUrl = process.env['TEST_DATABASE_URL']
if (!postgresUrl) throw new Error('set TEST_DATABASE_URL to a database that may be written to')
const report = await runDuplicates({ postgresUrl, events: Number(values.events) })
process.exit(finish('three gateways on Postgres, each event three times simultaneously', report))
