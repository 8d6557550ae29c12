// tillside deliveries retry: sends deliveries again. It puts them back into the queue, and a running gateway sends them.

import { Option, type Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { replayDelivery, replayRange, type ReplayedDelivery } from '#relay/replay.ts'
import { countDeliveries } from '#store/deliveries.ts'
import { findEndpoint } from '#store/endpoints.ts'
import type { EndedState } from '#store/requeue.ts'
import type { Database } from '#store/schema.ts'
import { moment } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { WrongCallError } from '../../explain.ts'
import { ports } from '../../ports.ts'
import { createProgress, type Screen } from '../../progress.ts'

type RetryOptions = {
  endpoint?: string
  from?: number
  to?: number
  state?: EndedState
  json?: boolean
}

export const addTo = (parent: Command): Command =>
  parent
    .command('retry')
    .description('Resend deliveries that have ended, with the same webhook-id.')
    .argument('[id...]', 'their ids, dlv_…')
    .option('--endpoint <id>', 'instead of ids: all to this endpoint')
    .option('--from <moment>', 'created at this time or later, such as 2026-11-21T08:00:00Z', moment)
    .option('--to <moment>', 'created before this time', moment)
    .addOption(
      new Option('--state <state>', 'with --endpoint: only those in this state; dead when absent').choices([
        'done',
        'dead',
      ]),
    )
    .option('--json', 'as JSON')
    .action(async (ids: string[], options: RetryOptions) => {
      if (!(await retry(ids, options, process.stderr))) process.exitCode = 1
    })

/** Returns true when every named delivery is in the queue again. */
async function retry(ids: readonly string[], options: RetryOptions, screen: Screen): Promise<boolean> {
  const { endpoint, from } = options
  if (ids.length > 0) {
    if ([endpoint, from, options.to, options.state].some((option) => option !== undefined))
      throw new WrongCallError('Write ids alone, or --endpoint and --from with --to and --state.')
    return withDatabase(process.env, ({ db }) => retryEach(db, ids, options))
  }
  if (endpoint === undefined || from === undefined)
    throw new WrongCallError('Write the ids of deliveries, or --endpoint and --from.')
  const span = {
    endpointId: endpoint,
    fromMs: from,
    ...(options.to === undefined ? {} : { toMs: options.to }),
  }
  return withDatabase(process.env, ({ db }) => retrySpan(db, span, { ...options, screen }))
}

const reasons: Readonly<Record<Extract<ReplayedDelivery, { ok: false }>['reason'], string>> = {
  not_found: 'no such delivery',
  not_ended: 'it has not ended yet',
  endpoint_disabled: 'its endpoint is disabled; tillside endpoints enable <id>',
}

async function retryEach(
  db: Database,
  ids: readonly string[],
  { json = false }: RetryOptions,
): Promise<boolean> {
  let isEvery = true
  for (const id of ids) {
    const replayed = await replayDelivery(db, { tenantId, id }, ports.now())
    isEvery &&= replayed.ok
    if (json) console.log(JSON.stringify({ id, ...replayed }))
    else if (replayed.ok) console.log(`${id} will be sent again.`)
    else console.error(`${id}: ${reasons[replayed.reason]}.`)
  }
  return isEvery
}

async function retrySpan(
  db: Database,
  span: { endpointId: string; fromMs: number; toMs?: number },
  { state = 'dead', json = false, screen }: RetryOptions & { screen: Screen },
): Promise<boolean> {
  const { endpointId } = span
  const endpoint = await findEndpoint(db, { tenantId, id: endpointId })
  if (endpoint?.state !== 'enabled') {
    console.error(
      endpoint
        ? `${endpointId} is disabled; tillside endpoints enable ${endpointId}`
        : `Nothing has been sent to ${endpointId} yet.`,
    )
    return false
  }
  const range = { tenantId, ...span, states: [state] }
  const progress = createProgress(screen, await countDeliveries(db, range))
  let count = 0
  try {
    for await (const replayed of replayRange(db, range, ports)) {
      count += replayed
      for (let i = 0; i < replayed; i++) progress.step(false)
    }
  } finally {
    progress.end()
  }
  if (json) console.log(JSON.stringify({ endpoint: endpointId, deliveries: count }))
  else console.log(`${count} will be sent again.`)
  return true
}
