// tillside deliveries list: what was sent to in-house endpoints.

import { Option, type Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { listDeliveries, type DeliveryRow, type DeliveryState } from '#store/deliveries.ts'
import { positiveInteger } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { iso } from '../../times.ts'

type ListOptions = { endpoint?: string; state?: DeliveryState; json?: boolean; limit: number }

export const addTo = (parent: Command): Command =>
  parent
    .command('list')
    .description('List deliveries, newest first.')
    .option('--endpoint <id>', 'only those to this endpoint')
    .addOption(new Option('--state <state>').choices(['waiting', 'running', 'done', 'dead']))
    .option('--json', 'one JSON object per line')
    .option('--limit <count>', 'at most this many', positiveInteger, 50)
    .action(list)

async function list(options: ListOptions): Promise<void> {
  const { endpoint, state, json = false, limit } = options
  const filter = {
    tenantId,
    ...(endpoint === undefined ? {} : { endpointId: endpoint }),
    ...(state === undefined ? {} : { states: [state] }),
  }
  const deliveries = await withDatabase(process.env, ({ db }) => listDeliveries(db, filter, limit))
  for (const delivery of deliveries) console.log(json ? JSON.stringify(toJson(delivery)) : lineOf(delivery))
  if (deliveries.length === 0 && !json) console.log('No deliveries found.')
}

const toJson = (delivery: DeliveryRow) => ({
  id: delivery.id,
  endpoint: delivery.endpointId,
  event: delivery.eventId,
  type: delivery.type,
  account: delivery.accountId,
  livemode: delivery.mode === 'live',
  state: delivery.state,
  attempts: delivery.attempts,
  error: delivery.error,
  createdAt: iso(delivery.createdAtMs),
  nextAttemptAt: delivery.state === 'waiting' ? iso(delivery.nextAttemptAtMs) : undefined,
})

const lineOf = (delivery: DeliveryRow): string =>
  [
    delivery.id,
    iso(delivery.createdAtMs),
    delivery.endpointId,
    `${delivery.type} ${delivery.eventId}`,
    [delivery.state, ...(delivery.error === undefined ? [] : [`(${delivery.error})`])].join(' '),
    `${delivery.attempts} ${delivery.attempts === 1 ? 'attempt' : 'attempts'}`,
  ].join('  ')
