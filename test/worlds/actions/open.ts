// One test's own invoice, company and process of the gateway, on a database that others use too.

import type { ActionRequest } from '#contract/actions.ts'
import type { ActionRequester } from '#extensions/actions/actions.ts'
import { listAudit } from '#store/audit.ts'
import { asker, createCompany, startProcess, type Weather } from './company.ts'
import { createTestClock } from '../clock.ts'
import type { JobStore } from '../database.ts'

let invoices = 0
let keys = 0
export const newKey = () => `00000000-0000-4000-8000-${String(++keys).padStart(12, '0')}`
export const input = { items: ['lamp'], amount: 8900, restock: 'yes' }

/** An invoice of its own, a company, and one process of the gateway. */
export function openAction(store: JobStore, weather?: Weather, more: { hasActionsKey?: boolean } = {}) {
  const company = createCompany(weather)
  const clock = createTestClock({ seed: ++invoices, fetch: company.fetch })
  const { db, dialect } = store
  const process = startProcess({ db, dialect, ports: clock.ports, ...more })
  const subject = { kind: 'invoice' as const, id: `in_${clock.ports.randomBytes(6).join('')}` }
  const ask = (
    request: Partial<ActionRequest>,
    who: Partial<ActionRequester> = {},
    action = 'approve-return',
  ) => process.actions.respond(action, { subject, stage: 'run', ...request }, asker(who))
  const run = (key: string, who: Partial<ActionRequester> = {}, more: Partial<ActionRequest> = {}) =>
    ask({ key, input, ...more }, who)
  /** Started before finished: the clock of a test may stand still between them. */
  const audit = async () => {
    const rows = await listAudit(db, 'self', 500)
    const mine = rows.filter(({ target }) => target === `invoice ${subject.id}`)
    return mine.sort((a, b) => (a.action > b.action ? -1 : 1))
  }
  return { company, clock, process, subject, ask, run, audit }
}
