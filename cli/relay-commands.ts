// tillside deliveries and tillside endpoints: their names and options.

import { Option, type Command } from 'commander'
import { moment, positiveInteger } from './arguments.ts'
import type { ListDeliveriesOptions, RetryOptions } from './commands/deliveries.ts'

export function addRelayCommands(program: Command): void {
  const deliveries = program
    .command('deliveries')
    .description('Events on their way to the endpoints of tillside.config.ts.')

  deliveries
    .command('list')
    .description('List deliveries, newest first.')
    .option('--endpoint <id>', 'those to this endpoint')
    .addOption(new Option('--state <state>').choices(['waiting', 'running', 'done', 'dead']))
    .option('--json', 'one JSON object a line')
    .option('--limit <count>', 'at most this many', positiveInteger, 50)
    .action(async (options: ListDeliveriesOptions) => {
      const { listDeliveriesCommand } = await import('./commands/deliveries.ts')
      await listDeliveriesCommand(options)
    })

  deliveries
    .command('retry')
    .description('Send deliveries again that have ended, under the webhook-id they had.')
    .argument('[id...]', 'their ids, dlv_…')
    .option('--endpoint <id>', 'instead of ids: all to this endpoint')
    .option('--from <moment>', 'made at that moment or later, as in 2026-11-21T08:00:00Z', moment)
    .option('--to <moment>', 'made before that moment', moment)
    .addOption(
      new Option('--state <state>', 'of a span: how they ended').choices(['done', 'dead']).default('dead'),
    )
    .option('--json', 'as JSON')
    .action(async (ids: string[], options: RetryOptions) => {
      const { retryDeliveries } = await import('./commands/deliveries.ts')
      if (!(await retryDeliveries(ids, options, process.stderr))) process.exitCode = 1
    })

  addEndpointCommands(program)
}

function addEndpointCommands(program: Command): void {
  const endpoints = program.command('endpoints').description('In-house services that are sent events.')

  endpoints
    .command('list')
    .description('List endpoints and how they fare. One that was never sent anything is not in it.')
    .option('--json', 'one JSON object a line')
    .option('--limit <count>', 'at most this many', positiveInteger, 50)
    .action(async ({ json = false, limit }: { json?: boolean; limit: number }) => {
      const { listEndpointsCommand } = await import('./commands/endpoints.ts')
      await listEndpointsCommand({ json, limit })
    })

  endpoints
    .command('enable')
    .description('Enable an endpoint that was disabled. What it missed: tillside deliveries retry.')
    .argument('<id>', 'its id in tillside.config.ts')
    .action(async (id: string) => {
      const { enableEndpointCommand } = await import('./commands/endpoints.ts')
      if (!(await enableEndpointCommand(id))) process.exitCode = 1
    })
}
