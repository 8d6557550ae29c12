// tillside endpoints list: the state of the configuration's endpoints.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { listEndpoints, type EndpointRow } from '#store/endpoints.ts'
import { positiveInteger } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('list')
    .description('List endpoints and their state. One that has not been sent anything yet is left out.')
    .option('--json', 'one JSON object per line')
    .option('--limit <count>', 'at most this many', positiveInteger, 50)
    .action(list)

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())

async function list({ json = false, limit }: { json?: boolean; limit: number }): Promise<void> {
  const endpoints = await withDatabase(process.env, ({ db }) => listEndpoints(db, tenantId))
  for (const endpoint of endpoints.slice(0, limit))
    console.log(json ? JSON.stringify(toJson(endpoint)) : lineOf(endpoint, Date.now()))
  if (endpoints.length === 0 && !json)
    console.log('No endpoint has been sent anything yet; endpoints are declared in tillside.config.ts.')
}

const toJson = (endpoint: EndpointRow) => ({
  id: endpoint.id,
  url: endpoint.url,
  state: endpoint.state,
  reason: endpoint.reason,
  failures: endpoint.failures,
  failingSince: iso(endpoint.failingSinceMs),
  succeededAt: iso(endpoint.succeededAtMs),
  pausedUntil: iso(endpoint.pausedUntilMs),
})

function lineOf({ id, url, failures, ...endpoint }: EndpointRow, nowMs: number): string {
  const { state, reason, pausedUntilMs = 0 } = endpoint
  const how =
    state === 'disabled'
      ? `disabled (${reason ?? 'by hand'})`
      : pausedUntilMs > nowMs
        ? `paused until ${iso(pausedUntilMs) ?? ''}`
        : 'enabled'
  const failed = failures > 0 ? [`${failures} failed since the last success`] : []
  return [id, how, ...failed, `last success ${iso(endpoint.succeededAtMs) ?? 'never'}`, url].join('  ')
}
