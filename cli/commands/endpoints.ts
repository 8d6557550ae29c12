// tillside endpoints: how the endpoints of the configuration fare, and enabling one that was disabled.

import { randomBytes } from 'node:crypto'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { createAuditId } from '#store/audit.ts'
import { enableEndpoint, listEndpoints, type EndpointRow } from '#store/endpoints.ts'
import { withDatabase } from './with-database.ts'

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())

export async function listEndpointsCommand({ json, limit }: { json: boolean; limit: number }): Promise<void> {
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

/** False when there was no such endpoint to enable. */
export async function enableEndpointCommand(id: string): Promise<boolean> {
  const auditId = createAuditId({ randomBytes: (length) => new Uint8Array(randomBytes(length)) })
  const enabled = await withDatabase(process.env, ({ db }) =>
    enableEndpoint(db, { tenantId, id }, { actor: 'cli', atMs: Date.now(), auditId }),
  )
  if (enabled) console.log(`Enabled ${id}.`)
  else console.error(`There is no disabled endpoint ${id}.`)
  return enabled
}
