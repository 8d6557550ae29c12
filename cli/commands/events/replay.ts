// tillside events replay: handles events again. It puts them back into the queue, and a running gateway handles them.

import { Option, type Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { countEvents, type EventFilter, type ShownState } from '#store/event-list.ts'
import type { Database } from '#store/schema.ts'
import { replayEvent, replayEvents, type ReplayedEvent } from '#webhooks/replay.ts'
import { modeOption, moment } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { WrongCallError } from '../../explain.ts'
import { ports } from '../../ports.ts'
import { createProgress, type Screen } from '../../progress.ts'
import { accountHelp, findOne, toFilter, type EventScope } from './find.ts'

type ReplayOptions = EventScope & {
  state?: 'done' | 'dead' | 'set_aside'
  from?: number
  to?: number
  type?: string
  /** Only this handler. */
  handler?: string
  json?: boolean
}

export const addTo = (parent: Command): Command =>
  parent
    .command('replay')
    .description('Handle events again. A dead event continues where it stopped.')
    .argument('[id...]', 'evt_…')
    .addOption(
      new Option('--state <state>', 'instead of ids: all in this state').choices([
        'done',
        'dead',
        'set_aside',
      ]),
    )
    .option('--handler <id>', 'only with this handler, from the start')
    .option('--from <moment>', 'stored at this time or later, such as 2026-11-21T08:00:00Z', moment)
    .option('--to <moment>', 'stored before this time', moment)
    .option('--type <type>', 'only events of this type, or of types that start with it')
    .addOption(modeOption())
    .option('--account <id>', accountHelp)
    .option('--json', 'as JSON')
    .action(async (ids: string[], options: ReplayOptions) => {
      if (!(await replay(ids, options, process.stderr))) process.exitCode = 1
    })

const actor = 'cli'

/** Returns true when every named event is in the queue again. */
async function replay(ids: readonly string[], options: ReplayOptions, screen: Screen): Promise<boolean> {
  const { state, from, to, type } = options
  const isSpan = from !== undefined || to !== undefined || type !== undefined
  if (ids.length > 0) {
    if (state !== undefined || isSpan) throw new WrongCallError('Write ids, or --state, not both.')
    return withDatabase(process.env, ({ db }) => replayEach(db, ids, options))
  }
  if (state === undefined) throw new WrongCallError('Write the ids of events, evt_…, or --state.')
  return withDatabase(process.env, ({ db }) => replayAll(db, { ...options, state }, screen))
}

const reasons: Readonly<Record<Extract<ReplayedEvent, { ok: false }>['reason'], string>> = {
  not_found: 'no such event',
  not_ended: 'it is still being handled',
  erased: 'its content was erased',
  not_wanted: 'that handler never received it',
}

const only = (handler: string | undefined) => (handler === undefined ? {} : { handler })

async function replayEach(
  db: Database,
  ids: readonly string[],
  { json = false, handler, ...scope }: ReplayOptions,
): Promise<boolean> {
  // Finds all events first, so that a call with an ambiguous id changes nothing.
  const found = []
  for (const eventId of ids) found.push({ eventId, event: await findOne(db, eventId, scope) })
  let isEvery = true
  for (const { eventId, event } of found) {
    if (!event) {
      isEvery = false
      continue
    }
    const replayed = await replayEvent({ db, ports }, { tenantId, id: event.id, actor, ...only(handler) })
    isEvery &&= replayed.ok
    const reason = replayed.ok ? undefined : replayed.reason
    if (json) console.log(JSON.stringify({ id: eventId, ok: replayed.ok, reason }))
    else if (reason === undefined) console.log(`${eventId} is in the queue.`)
    else console.error(`${eventId}: ${reasons[reason]}.`)
  }
  return isEvery
}

async function replayAll(
  db: Database,
  { state, from, to, handler, json = false, ...scope }: ReplayOptions & { state: ShownState },
  screen: Screen,
): Promise<boolean> {
  const filter: EventFilter = {
    ...toFilter(scope),
    states: [state],
    ...(from === undefined ? {} : { fromMs: from }),
    ...(to === undefined ? {} : { toMs: to }),
  }
  const progress = createProgress(screen, await countEvents(db, filter))
  let [count, passedOver] = [0, 0]
  try {
    for await (const page of replayEvents({ db, ports }, filter, { actor, ...only(handler) })) {
      count += page.replayed
      passedOver += page.passedOver
      for (let i = 0; i < page.replayed + page.passedOver; i++) progress.step(i >= page.replayed)
    }
  } finally {
    progress.end()
  }
  if (json) console.log(JSON.stringify({ state, events: count, passedOver }))
  else console.log(`${count} ${count === 1 ? 'is' : 'are'} in the queue.`)
  if (passedOver > 0)
    console.error(`${passedOver} skipped: erased, still being handled, or never received by that handler.`)
  return passedOver === 0
}
