// Gives each test its own invoice, company and gateway process, on a shared database.

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

/** Creates an invoice, a company and one gateway process. */
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
  /** Lists `started` before `finished`, because a test's clock may not move between them. */
  const audit = async () => {
    const rows = await listAudit(db, 'self', 500)
    const mine = rows.filter(({ target }) => target === `invoice ${subject.id}`)
    return mine.sort((a, b) => (a.action > b.action ? -1 : 1))
  }
  return { company, clock, process, subject, ask, run, audit }
}
