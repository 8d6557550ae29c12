// tillside events show: one event with its handlers, deliveries and payload.

import type { Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { readEventDetail } from '#http/console/event-detail.ts'
import { createAuditId, recordAudit } from '#store/audit.ts'
import { modeOption } from '../../arguments.ts'
import { withDatabase } from '../../database.ts'
import { ports } from '../../ports.ts'
import { accountHelp, findOne, type EventScope } from './find.ts'
import { printEvent } from './text.ts'

type ShowOptions = EventScope & { unmasked?: boolean; json?: boolean }

export const addTo = (parent: Command): Command =>
  parent
    .command('show')
    .description('Show an event: handlers, deliveries, payload. Personal data is masked.')
    .argument('<id>', 'evt_…')
    .addOption(modeOption())
    .option('--account <id>', accountHelp)
    .option('--unmasked', 'show everything; this is recorded in the audit log')
    .option('--json', 'as JSON')
    .action(async (id: string, options: ShowOptions) => {
      if (!(await show(id, options))) process.exitCode = 1
    })

/** Returns false if there is no such event. */
async function show(
  eventId: string,
  { unmasked = false, json = false, ...scope }: ShowOptions,
): Promise<boolean> {
  return withDatabase(process.env, async ({ db }) => {
    const found = await findOne(db, eventId, scope)
    if (!found) return false
    if (unmasked) {
      const entry = { id: createAuditId(ports), tenantId, atMs: ports.now(), actor: 'cli', target: found.id }
      await recordAudit(db, { ...entry, action: 'event.unmasked', detail: { event: eventId } })
    }
    const detail = await readEventDetail(db, { tenantId, id: found.id }, !unmasked)
    if (!detail) return false
    if (json) console.log(JSON.stringify(detail))
    else printEvent(detail, (line) => console.log(line))
    return true
  })
}
