// Kills gateways with SIGKILL at seeded moments under load: one on SQLite, and three replicas on Postgres.
// `npm run torture:kill -- --kills 200 --seed 1`; Postgres: TEST_DATABASE_URL.

import { parseArgs } from 'node:util'
import { finish } from './print.ts'
import { runKill } from './run-kill.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '50' },
  },
})
const onKill = (count: number) => {
  if (count % 20 === 0) console.error(`${count} of ${values.kills} kills`)
}
const base = { kills: Number(values.kills), seed: values.seed, perSecond: Number(values.rate), onKill }

let code = finish(`one gateway on SQLite, seed ${values.seed}`, await runKill({ ...base, gateways: 1 }))
const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) {
  const report = await runKill({ ...base, gateways: 3, postgresUrl })
  code = Math.max(code, finish(`three gateways on Postgres, seed ${values.seed}`, report))
} else {
  console.log('Postgres: set TEST_DATABASE_URL to a database that may be written to')
}
process.exit(code)
