// tillside endpoints list: how the endpoints of the configuration fare.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { listEndpoints, type EndpointRow } from '#store/endpoints.ts'
import { positiveInteger } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('list')
    .description('List endpoints and how they fare. One that was never sent anything is not in it.')
    .option('--json', 'one JSON object a line')
    .option('--limit <count>', 'at most this many', positiveInteger, 50)
    .action(list)

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())

async function list({ json = false, limit }: { json?: boolean; limit: number }): Promise<void> {
  const endpoints = await withDatabase(process.env, ({ db }) => listEndpoints(db, tenantId))
  for (const endpoint of endpoints.slice(0, limit))
    console.log(json ? JSON.stringify(toJson(endpoint)) : lineOf(endpoint, Date.now()))
  if (endpoints.length === 0 && !json)
    console.log('No endpoint was sent anything yet; they are declared in tillside.config.ts.')
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
