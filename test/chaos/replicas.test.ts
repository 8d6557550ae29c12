// A short rolling restart of three gateways behind a round-robin proxy. The long one, with figures, is `npm run bench:replicas`.

import { expect, test } from 'vitest'
import { runRoll } from '../../bench/replicas/run.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']

test.skipIf(!postgresUrl)(
  'while each of three gateways is replaced under load, no request fails, and no event is lost or handled twice',
  async () => {
    const report = await runRoll({
      postgresUrl: postgresUrl ?? '',
      rounds: 1,
      calmMs: 500,
      perSecond: { lane: 10, panels: 3, events: 5 },
      drainSeconds: 2,
    })
    expect(report).toMatchObject({ failures: [], lost: [], doubled: 0, restarts: 3 })
    expect(report.requests).toBeGreaterThan(50)
    expect(report.events).toBeGreaterThan(10)
  },
)
