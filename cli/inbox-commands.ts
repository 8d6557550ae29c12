// tillside events list, show and replay: their names and options.

import { Option, type Command } from 'commander'
import { moment, positiveInteger } from './arguments.ts'
import type { ListEventsOptions, ReplayOptions, ShowEventOptions } from './commands/events.ts'

const mode = () => new Option('--mode <mode>', 'of this mode').choices(['live', 'test'])
const accountHelp = 'of this account: acct_…, or the name of an own one; "own" leaves out connected ones'

/** Below `tillside events`. */
export function addInboxCommands(events: Command): void {
  events
    .command('list')
    .description('List events, newest first.')
    .addOption(new Option('--state <state>').choices(['waiting', 'running', 'done', 'dead', 'set_aside']))
    .option('--type <type>', 'such as invoice.paid; invoice. or "invoice.*" for all that begin so')
    .addOption(mode())
    .option('--account <id>', accountHelp)
    .option('--json', 'one JSON object a line')
    .option('--limit <count>', 'at most this many', positiveInteger, 50)
    .action(async (options: ListEventsOptions) => {
      const { listEventsCommand } = await import('./commands/events.ts')
      await listEventsCommand(options)
    })

  events
    .command('show')
    .description('Show an event: attempts, steps, deliveries, payload. What is personal is masked.')
    .argument('<id>', 'evt_…')
    .addOption(mode())
    .option('--account <id>', accountHelp)
    .option('--unmasked', 'show everything; the audit log notes it')
    .option('--json', 'as JSON')
    .action(async (id: string, options: ShowEventOptions) => {
      const { showEvent } = await import('./commands/events.ts')
      if (!(await showEvent(id, options))) process.exitCode = 1
    })

  events
    .command('replay')
    .description('Handle events again. Of one that was given up, only what is missing.')
    .argument('[id...]', 'evt_…')
    .addOption(
      new Option('--state <state>', 'instead of ids: all in this state').choices([
        'done',
        'dead',
        'set_aside',
      ]),
    )
    .option('--from <moment>', 'stored at that moment or later, as in 2026-11-21T08:00:00Z', moment)
    .option('--to <moment>', 'stored before that moment', moment)
    .option('--type <type>', 'of this type, or beginning so')
    .addOption(mode())
    .option('--account <id>', accountHelp)
    .option('--json', 'as JSON')
    .action(async (ids: string[], options: ReplayOptions) => {
      const { replayEventsCommand } = await import('./commands/events.ts')
      if (!(await replayEventsCommand(ids, options, process.stderr))) process.exitCode = 1
    })
}
