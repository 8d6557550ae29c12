// Example 3: what happened in a customer's shop account, merged from two logs. If one log is down, the other is still shown.

import { blocks, definePanel } from 'tillside/config'
import { z } from 'zod'
import { accessLog, changeLog } from './sources.ts'

const { alert, foreign, timeline } = blocks

const pageSize = 12

const accessSchema = z.object({
  entries: z.array(
    z.object({
      at: z.iso.datetime(),
      kind: z.enum(['signed_in', 'refused']),
      person: z.string(),
      place: z.string(),
      device: z.string(),
    }),
  ),
})

type Entry = Parameters<typeof timeline>[0][number]
type Log = { name: string; entries: Entry[]; failed: boolean }

/** A log that fails is reported, and does not affect the other. */
async function readLog(name: string, wanted: boolean, read: () => Promise<Entry[]>): Promise<Log> {
  if (!wanted) return { name, entries: [], failed: false }
  try {
    return { name, entries: await read(), failed: false }
  } catch {
    return { name, entries: [], failed: true }
  }
}

const filters = [
  { label: 'All', value: 'all' },
  { label: 'Access', value: 'access' },
  { label: 'Changes', value: 'changes' },
]

export const accountActivity = definePanel({
  id: 'account-activity',
  title: 'Account activity',
  for: ['customer'],
  sources: { accessLog, changeLog },
  async load({ now, params, sources, subject }) {
    const show = params['show'] ?? 'all'
    const before = params['before'] ?? new Date(now.getTime() + 1000).toISOString()
    const wants = (log: string) => show === 'all' || show === log
    const logs = await Promise.all([
      readLog('Access log', wants('access'), async () => {
        const { entries } = await sources.accessLog.get('/customers/:id/access', accessSchema, {
          params: { id: subject.id },
          query: { before, limit: pageSize + 1 },
        })
        return entries.map(({ at, kind, person, place, device }) => ({
          at,
          status: kind === 'refused' ? ('bad' as const) : ('quiet' as const),
          icon: kind === 'refused' ? ('bad' as const) : ('user' as const),
          title: kind === 'refused' ? 'Sign-in refused' : 'Signed in',
          meta: [foreign(person), ', ', foreign(place), ', ', foreign(device)],
          tag: 'access',
        }))
      }),
      readLog('Change log', wants('changes'), async () => {
        const rows = await sources.changeLog.ofCustomer({
          customer: subject.id,
          before: Date.parse(before),
          count: pageSize + 1,
        })
        return rows.map(({ at, what, detail, by }) => ({
          at: new Date(at).toISOString(),
          status: 'quiet' as const,
          icon: 'key' as const,
          title: what,
          meta: [foreign(detail), detail ? ', ' : '', 'by ', foreign(by)],
          tag: 'change',
        }))
      }),
    ])
    const merged = logs.flatMap(({ entries }) => entries).toSorted((a, b) => b.at.localeCompare(a.at))
    const page = merged.slice(0, pageSize)
    const failed = logs.filter((log) => log.failed)
    const about = { panel: 'account-activity', subject: { kind: 'customer', id: subject.id } } as const
    const last = page.at(-1)
    return {
      note: { text: failed.length > 0 ? `${failed.length} of 2 sources` : '2 sources' },
      blocks: [
        {
          type: 'tabs',
          label: 'Which entries',
          tabs: filters.map(({ label, value }) => ({
            kind: 'load' as const,
            label,
            ...about,
            params: { show: value },
            ...(value === show ? { current: true } : {}),
          })),
        },
        ...failed.map(({ name }) =>
          alert('warn', `${name} does not answer`, { text: 'Its entries are missing below.' }),
        ),
        ...(page.length > 0 ? [timeline(page)] : []),
        ...(page.length === 0 && failed.length === 0
          ? [blocks.text('Nothing happened in this account.')]
          : []),
        ...(merged.length > pageSize && last
          ? [
              blocks.actions({
                kind: 'load',
                label: 'Show older',
                ...about,
                params: { show, before: last.at },
              }),
            ]
          : []),
      ],
    }
  },
})
