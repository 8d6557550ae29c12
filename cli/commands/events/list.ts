// tillside events list: the events that Stripe sent, and their state.

import { Option, type Command } from 'commander'
import { listEvents, type EventSummary, type ShownState } from '#store/event-list.ts'
import { modeOption, positiveInteger } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { iso } from '../../times.ts'
import { accountHelp, accountOf, toFilter, type EventScope } from './find.ts'

type ListOptions = EventScope & { state?: ShownState; type?: string; json?: boolean; limit: number }

export const addTo = (parent: Command): Command =>
  parent
    .command('list')
    .description('List events, newest first.')
    .addOption(new Option('--state <state>').choices(['waiting', 'running', 'done', 'dead', 'set_aside']))
    .option('--type <type>', 'such as invoice.paid; invoice. or "invoice.*" for all that start with it')
    .addOption(modeOption())
    .option('--account <id>', accountHelp)
    .option('--json', 'one JSON object per line')
    .option('--limit <count>', 'at most this many', positiveInteger, 50)
    .action(list)

async function list({ state, json = false, limit, ...scope }: ListOptions): Promise<void> {
  const filter = { ...toFilter(scope), ...(state ? { states: [state] } : {}) }
  const events = await withDatabase(process.env, ({ db }) => listEvents(db, filter, limit))
  if (json) for (const event of events) console.log(JSON.stringify(toJson(event)))
  else if (events.length > 0) printTable(events)
  else console.log('No events found.')
}

const toJson = (event: EventSummary) => ({
  id: event.eventId,
  account: accountOf(event) ?? null,
  livemode: event.mode === 'live',
  type: event.type,
  state: event.state,
  attempts: event.attempts,
  error: event.error,
  object: event.objectId,
  createdAt: iso(event.createdAtMs),
  nextAttemptAt: event.nextAttemptAtMs === undefined ? undefined : iso(event.nextAttemptAtMs),
})

function printTable(events: readonly EventSummary[]): void {
  const rows = [
    ['RECEIVED', 'ID', 'TYPE', 'MODE', 'ACCOUNT', 'ATTEMPTS', 'STATE'],
    ...events.map((event) => [
      iso(event.createdAtMs),
      event.eventId,
      event.type,
      event.mode,
      accountOf(event) ?? 'own',
      String(event.attempts),
      event.error !== undefined && event.state !== 'done' ? `${event.state} (${event.error})` : event.state,
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of rows)
    console.log(
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}
