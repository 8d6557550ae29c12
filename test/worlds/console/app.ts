// The console's routes on a database that tests fill: an application in this process, a signed-in operator, rows of two tenants.

import { createAuditId } from '#store/audit.ts'
import { consoleHeader } from '#contract/console-header.ts'
import { insertAttempt } from '#store/attempts.ts'
import { insertDeliveries } from '#store/deliveries.ts'
import { ensureEndpoints } from '#store/endpoints.ts'
import { insertEvents, type NewEvent } from '#store/events.ts'
import { createConsoleApp } from '#app.ts'
import type { ConfigInput } from '#definitions/define.ts'
import type { Schema } from '#store/schema.ts'
import type { JobStore } from '../database.ts'
import { addRun, type RunInRow } from '../events/handler-run.ts'
import { openInbox, startMs } from '../events/inbox.ts'

export const consoleSecret = 'the-operator-alone-knows'
export const consoleUrl = 'https://till.example.com'
/** Headers that a browser sends with a request from the page itself. */
export const ownPage = {
  'Sec-Fetch-Site': 'same-origin',
  'Content-Type': 'application/json',
  [consoleHeader]: '1',
}

let count = 0

export type EventInRow = Partial<NewEvent> & {
  state?: Schema['events']['state']
  /** Why the event was set aside. */
  error?: string
  endedAtMs?: number
}

export type ConsoleWorld = Awaited<ReturnType<typeof openConsole>>

export async function openConsole(
  store: JobStore,
  options: { env?: Record<string, string>; definitions?: ConfigInput } = {},
) {
  const inbox = await openInbox(store, {
    ...options,
    env: { TILLSIDE_CONSOLE_SECRET: consoleSecret, ...options.env },
  })
  const { gateway, clock } = inbox
  const page = '<!doctype html><title>Console</title>'
  const app = createConsoleApp({
    ...gateway,
    readAsset: async (path) =>
      path === 'console/index.html'
        ? { bytes: new TextEncoder().encode(page), contentType: 'text/html; charset=utf-8', etag: '"p"' }
        : undefined,
  })

  const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
    app.request(new URL(path, consoleUrl), init)
  const signIn = async (secret = consoleSecret, headers: Record<string, string> = ownPage) =>
    ask('/api/console/session', { method: 'POST', headers, body: JSON.stringify({ secret }) })
  const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const cookie = options.env?.['TILLSIDE_CONSOLE_SECRET'] === '' ? '' : cookieOf(await signIn())

  /** Adds an event in any state for any tenant. Returns its row id. */
  async function addEvent(given: EventInRow = {}): Promise<string> {
    count += 1
    const { state, error, endedAtMs, ...event } = given
    const eventId = event.eventId ?? `evt_${count}`
    const id = event.id ?? `evr_${count}`
    await insertEvents(store.db, [
      {
        id,
        tenantId: 'self',
        mode: 'live',
        eventId,
        form: 'snapshot',
        type: 'invoice.paid',
        objectId: 'in_1',
        customerId: 'cus_1',
        occurredAtMs: startMs,
        cameBy: 'live',
        payload: JSON.stringify({
          id: eventId,
          object: 'event',
          data: { object: { id: 'in_1', customer_email: 'ann@example.com' } },
        }),
        atMs: startMs,
        ...event,
      },
    ])
    const change = {
      ...(state === undefined ? {} : { state }),
      ...(error === undefined ? {} : { error }),
      ...(endedAtMs === undefined ? {} : { ended_at_ms: endedAtMs }),
    }
    if (Object.keys(change).length > 0)
      await store.db.updateTable('events').set(change).where('id', '=', id).execute()
    return id
  }

  const addRunOf = (eventRowId: string, row: RunInRow = {}, tenantId = 'self') =>
    addRun(store.db, { tenantId, eventRowId, atMs: startMs }, row)

  async function addDelivery(
    eventRowId: string,
    given: { tenantId?: string; endpointId?: string; state?: Schema['deliveries']['state'] } = {},
  ): Promise<string> {
    const { tenantId = 'self', endpointId = 'orders', state = 'waiting' } = given
    const id = `dlv_${(count += 1)}`
    await ensureEndpoints(
      store.db,
      tenantId,
      [{ id: endpointId, url: `https://${endpointId}.example.com/hooks?key=hidden` }],
      startMs,
    )
    await insertDeliveries(store.db, { tenantId, eventRowId, nowMs: startMs }, [{ id, endpointId }])
    await store.db.updateTable('deliveries').set({ state }).where('id', '=', id).execute()
    return id
  }

  const lease = (id: string, tenantId: string, queue: 'handler_runs' | 'deliveries') => ({
    queue,
    tenantId,
    id,
    leaseId: `lease_${(count += 1)}`,
  })
  return {
    ...inbox,
    store,
    clock,
    cookie,
    cookieOf,
    ask,
    signIn,
    get: (path: string) => ask(path, { headers: { ...ownPage, Cookie: cookie } }),
    post: (path: string) =>
      ask(path, { method: 'POST', headers: { ...ownPage, Cookie: cookie }, body: '{}' }),
    addEvent,
    addRun: addRunOf,
    addDelivery,
    addAttempt: (
      id: string,
      given: Partial<Parameters<typeof insertAttempt>[2]> = {},
      queue: 'handler_runs' | 'deliveries' = 'handler_runs',
      tenantId = 'self',
    ) =>
      insertAttempt(store.db, lease(id, tenantId, queue), {
        number: 1,
        atMs: startMs,
        tookMs: 5,
        outcome: 'done',
        ...given,
      }),
    newAuditId: () => createAuditId(clock.ports),
  }
}
