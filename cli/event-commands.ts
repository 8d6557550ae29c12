// tillside events, tillside forward and tillside missive: their names and options.

import { Option, type Command } from 'commander'
import { commaList, moment } from './arguments.ts'
import type { ReconcileOptions } from './commands/events-reconcile.ts'
import type { ForwardOptions } from './commands/forward.ts'
import { addInboxCommands } from './inbox-commands.ts'

export function addEventCommands(program: Command): void {
  const events = program.command('events').description('Events of Stripe in the inbox.')
  addInboxCommands(events)

  events
    .command('reconcile')
    .description('Hold the inbox against what Stripe lists, and take in what is missing.')
    .option(
      '--since <moment>',
      'from that moment on, at most 30 days ago, as in 2026-11-21T08:00:00Z',
      moment,
    )
    .option('--json', 'one JSON object a line')
    .action(async (options: ReconcileOptions) => {
      const { reconcileEvents } = await import('./commands/events-reconcile.ts')
      if (!(await reconcileEvents(options, process.env, { signal: untilInterrupted() }))) process.exitCode = 1
    })

  program
    .command('forward')
    .description('Send every new event on to a URL, exactly as Stripe sent it, until Ctrl+C.')
    .requiredOption('--to <url>', 'https://…, or http:// to this machine')
    .option('--events <types>', 'only these, as in invoice.paid,charge.*', commaList)
    .addOption(new Option('--live', 'only live mode').conflicts('test'))
    .option('--test', 'only test mode')
    .option('--print-secret', 'the signing secret alone as the first line of the output')
    .option('--json', 'one JSON object a line')
    .action(async (options: ForwardOptions) => {
      const { forward } = await import('./commands/forward.ts')
      await forward(options, process.env, { signal: untilInterrupted() })
    })

  addMissiveCommands(program)
}

function addMissiveCommands(program: Command): void {
  const missive = program.command('missive').description('Posts of handlers into conversations of Missive.')

  missive
    .command('connect')
    .description('Store a token of Missive’s REST API, sealed. It is read from standard input.')
    .action(async () => {
      const { connectMissive } = await import('./commands/missive.ts')
      await connectMissive(process.env, process.stdin)
    })

  missive
    .command('disconnect')
    .description('Remove the token: nothing is posted any more.')
    .action(async () => {
      const { disconnectMissive } = await import('./commands/missive.ts')
      if (!(await disconnectMissive(process.env))) process.exitCode = 1
    })
}

/** Aborts at the first signal; a second one ends the process as usual. */
function untilInterrupted(): AbortSignal {
  const over = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => over.abort())
  return over.signal
}
