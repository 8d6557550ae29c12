// tillside schedules list: when each schedule runs next, and how its last runs ended.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { listOverviews, type ScheduleOverview } from '#schedules/overview.ts'
import type { Tick } from '#store/schedules.ts'
import { positiveInteger } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'
import { iso, seconds } from '../../times.ts'
import { readDefinitions } from './definitions.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('list')
    .description('List schedules: when each runs next, and how its last runs ended.')
    .option('--json', 'one JSON object per line')
    .option('--limit <count>', 'at most this many of the last runs', positiveInteger, 3)
    .action(listSchedules)

async function listSchedules({ json = false, limit }: { json?: boolean; limit: number }): Promise<void> {
  const definitions = await readDefinitions(process.env)
  const overviews = await withDatabase(process.env, ({ db }) =>
    listOverviews({ db, tenantId, definitions }, { nowMs: ports.now(), ticks: limit }),
  )
  for (const overview of overviews) console.log(json ? JSON.stringify(toJson(overview)) : toText(overview))
  if (overviews.length === 0 && !json)
    console.log('There are no schedules yet: declare one with defineSchedule({ … }) in tillside.config.ts.')
}

const toJson = ({ id, times, ticks }: ScheduleOverview) => ({
  id,
  ...(times && { cron: times.cron, timeZone: times.timeZone, missed: times.missed }),
  ...(times?.nextAtMs !== undefined && { nextAt: iso(times.nextAtMs) }),
  ticks: ticks.map(({ atMs, endedAtMs, ...tick }) => ({
    at: iso(atMs),
    ...tick,
    ...(endedAtMs !== undefined && { endedAt: iso(endedAtMs) }),
  })),
})

function toText({ id, times, ticks }: ScheduleOverview): string {
  const next = times?.nextAtMs === undefined ? '' : `  next ${iso(times.nextAtMs)}`
  const head = times
    ? `${id}  ${times.cron}  ${times.timeZone}${next}`
    : `${id}  not in the configuration any more`
  return [head, ...ticks.map((tick) => `  ${iso(tick.atMs)}  ${describeTick(tick)}`)].join('\n')
}

function describeTick({ jobId, state, attempts = 0, error, tookMs = 0 }: Tick): string {
  if (jobId === undefined) return 'missed, skipped'
  if (state === undefined) return 'run; its outcome is no longer stored'
  const summary = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${seconds(tookMs)}`
  const why = error === undefined || state === 'done' ? '' : `: ${error}`
  if (state === 'waiting')
    return attempts === 0 ? 'waiting' : `waiting for another attempt after ${summary}${why}`
  return state === 'running' ? 'running' : `${state}, ${summary}${why}`
}
