// The database fails under load: a temporary Postgres is restarted every 5 to 10 s, its connections go silent, and SQLite's disk
// is full. `npm run torture:postgres -- --events 5000 --seed 1`

import { parseArgs } from 'node:util'
import { findPostgres } from './own-postgres.ts'
import { finish } from './print.ts'
import { mountSmallDisk, runDiskFull } from './run-disk-full.ts'
import { runPostgres } from './run-postgres.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '50' },
  },
})
/** Events must be accepted again within this time after the database is back. */
const recoveryMsMax = 15_000
let code = 0

const bin = findPostgres()
if (bin) {
  const report = await runPostgres({
    bin,
    seed: values.seed,
    events: Number(values.events),
    perSecond: Number(values.rate),
    gateways: 1,
    pauseMs: [5000, 10_000],
    onFault: (what) => console.error(what),
  })
  code = finish(`a failing Postgres, seed ${values.seed}`, report)
  if (report.recoveryMs > recoveryMsMax) {
    console.log(`It took longer than ${recoveryMsMax} ms to accept events again.`)
    code = 1
  }
} else {
  console.log('There is no Postgres below /usr/lib/postgresql.')
}

const disk = mountSmallDisk(16)
if (disk) {
  code = Math.max(code, finish('a full disk under SQLite', await runDiskFull(disk, 400)))
  disk.close()
} else {
  console.log('A small disk cannot be mounted here.')
}
process.exit(code)
