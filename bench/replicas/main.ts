// Replaces three gateways behind a round-robin proxy in turn under load, and measures how soon replicas learn of changes.
// `node bench/replicas/main.ts --rounds 3`; Postgres: TEST_DATABASE_URL.

import { parseArgs } from 'node:util'
import { printFigures } from '../figures.ts'
import { percentile } from '../percentile.ts'
import { openReplicaWorld, runRoll } from './run.ts'
import { measureRevoked, measureTold } from './told.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    calm: { type: 'string', default: '10' },
    lane: { type: 'string', default: '20' },
    panels: { type: 'string', default: '5' },
    events: { type: 'string', default: '10' },
    drain: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
})
const postgresUrl = process.env['TEST_DATABASE_URL']
if (!postgresUrl) throw new Error('set TEST_DATABASE_URL to a Postgres that may be written to')

const toldMsMax = 500
const revokedMsMax = 1000

const world = await openReplicaWorld(postgresUrl)
const told = await measureTold(world, 20)
const revoked = await measureRevoked(world, 10)
await world.close()

const roll = await runRoll({
  postgresUrl,
  rounds: Number(values.rounds),
  calmMs: Number(values.calm) * 1000,
  perSecond: { lane: Number(values.lane), panels: Number(values.panels), events: Number(values.events) },
  drainSeconds: Number(values.drain),
})

printFigures(
  'three gateways on one Postgres behind a round-robin proxy',
  [
    { name: 'gateways replaced under load', value: roll.restarts, unit: '' },
    { name: 'requests', value: roll.requests, unit: '' },
    { name: 'failed requests', value: roll.failures.length, unit: '' },
    { name: 'requests sent on after a refused connection', value: roll.retries, unit: '' },
    { name: 'events', value: roll.events, unit: '' },
    { name: 'events lost', value: roll.lost.length, unit: '' },
    { name: 'events with more than one effect', value: roll.doubled, unit: '' },
    { name: 'effects requested again with the same key', value: roll.repeats, unit: '' },
    { name: 'p99 before and after', value: roll.p99.calmMs, unit: 'ms' },
    { name: 'p99 while gateways are replaced', value: roll.p99.rollingMs, unit: 'ms' },
    { name: 'another replica shows an event, median', value: percentile(told, 0.5), unit: 'ms' },
    { name: 'another replica shows an event, longest', value: Math.max(...told), unit: 'ms' },
    { name: 'a replica refuses a revoked key, longest', value: Math.max(...revoked), unit: 'ms' },
  ],
  values.json,
)
for (const failure of new Set([...roll.failures, ...roll.lost])) console.error(failure)
const isMet =
  roll.failures.length + roll.lost.length + roll.doubled === 0 &&
  Math.max(...told) <= toldMsMax &&
  Math.max(...revoked) <= revokedMsMax
process.exit(isMet ? 0 : 1)
