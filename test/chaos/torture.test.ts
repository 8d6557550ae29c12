// Short torture runs: real gateways that are killed, databases that fail, events that arrive three times simultaneously. The long
// ones are `npm run torture:kill`, `torture:postgres`, `torture:duplicates`, `torture:sync`.

import { afterAll, expect, test } from 'vitest'
import { findPostgres } from '../../bench/torture/own-postgres.ts'
import { mountSmallDisk, runDiskFull } from '../../bench/torture/run-disk-full.ts'
import { runDuplicates } from '../../bench/torture/run-duplicates.ts'
import { runKill } from '../../bench/torture/run-kill.ts'
import { runPostgres } from '../../bench/torture/run-postgres.ts'
import { hasStrace, judge, runSyncProof } from '../../bench/torture/run-sync-proof.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']
const bin = findPostgres()
const disk = mountSmallDisk(16)
afterAll(() => disk?.close())
const seed = process.env['TORTURE_SEED'] ?? String(Date.now())

test('events acknowledged by a killed gateway on SQLite are handled once', async () => {
  const report = await runKill({ kills: 4, seed, gateways: 1, perSecond: 40 })
  expect(report.breaches, `seed ${seed}`).toEqual([])
  expect(report.sent).toBeGreaterThan(40)
  expect(report.failures).toBeGreaterThan(0)
})

test.skipIf(!postgresUrl)(
  'events acknowledged by three killed gateways on Postgres are handled once',
  async () => {
    const report = await runKill({
      kills: 6,
      seed,
      gateways: 3,
      perSecond: 40,
      postgresUrl: postgresUrl ?? '',
    })
    expect(report.breaches, `seed ${seed}`).toEqual([])
  },
)

test.skipIf(!bin)('a Postgres that restarts and a connection that goes silent lose nothing', async () => {
  const options = { bin: bin ?? '', seed: 'b7', events: 300, perSecond: 30, gateways: 1 }
  const report = await runPostgres({ ...options, pauseMs: [500, 1000] })
  expect(report.breaches).toEqual([])
  for (const [kind, count] of Object.entries(report.faults)) expect(count, kind).toBeGreaterThan(0)
})

test.skipIf(!postgresUrl)('an event that arrives three times simultaneously is stored once', async () => {
  const report = await runDuplicates({ postgresUrl: postgresUrl ?? '', events: 300 })
  expect(report).toMatchObject({ breaches: [], rows: 300, sent: 900 })
})

test.skipIf(!disk)(
  'a gateway with a full disk refuses events and loses none that it acknowledged',
  async () => {
    if (!disk) return
    const report = await runDiskFull(disk, 100)
    expect(report.breaches).toEqual([])
    expect(report.refused).toBeGreaterThan(0)
  },
)

test.skipIf(!hasStrace())('on SQLite the row of an event is synced before its 200', async () => {
  const report = await runSyncProof(10)
  expect(report).toMatchObject({ breaches: [], acknowledged: 10, durability: 'each commit synced to disk' })
  expect(report.syncs).toBeGreaterThanOrEqual(10)
})

test('an answer before the sync is reported as a breach', () => {
  const answer = '7 writev(20, [{iov_base="HTTP/1.1 200 OK\\r\\n", iov_len=32}], 1) = 32'
  const [write, sync] = ['7 pwrite64(22, "\\0", 4096, 0) = 4096', '7 fdatasync(22) = 0']
  expect(judge([write, sync, answer].join('\n'), 7).breaches).toEqual([])
  expect(judge([write, answer, sync].join('\n'), 7).breaches).toEqual([
    'answer 1 was given with its row written',
  ])
  expect(judge([answer].join('\n'), 7).breaches).toEqual(['answer 1 was given with its row nothing'])
})
