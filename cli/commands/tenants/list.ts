// tillside tenants list: the companies of a hosted gateway; the one of a self-hosted gateway is `self`.

import type { Command } from 'commander'
import { listTenants, type TenantRow } from '#store/tenants.ts'
import { positiveInteger } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { iso } from '../../times.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('list')
    .description('List companies, oldest first.')
    .option('--json', 'one JSON object per line')
    .option('--limit <count>', 'at most this many', positiveInteger, 1000)
    .action(list)

async function list({ json = false, limit }: { json?: boolean; limit: number }): Promise<void> {
  const tenants = await withDatabase(process.env, ({ db }) => listTenants(db, { limit: limit + 1 }))
  for (const tenant of tenants.slice(0, limit)) console.log(json ? asJson(tenant) : asLine(tenant))
  if (tenants.length > limit) console.error(`There are more than ${limit}: ask for them with --limit.`)
}

const asJson = ({ id, name, state, createdAtMs, suspendedAtMs }: TenantRow) =>
  JSON.stringify({
    id,
    name,
    state,
    createdAt: iso(createdAtMs),
    ...(suspendedAtMs === undefined ? {} : { suspendedAt: iso(suspendedAtMs) }),
  })

const asLine = ({ id, name, state, createdAtMs, suspendedAtMs }: TenantRow) =>
  [
    id,
    iso(createdAtMs),
    suspendedAtMs === undefined ? state : `${state} since ${iso(suspendedAtMs)}`,
    name,
  ].join('  ')
