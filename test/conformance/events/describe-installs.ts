// Installing and removing the app: effective immediately, per mode, in any order of events, with data erased later.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineHandler } from '#definitions/define.ts'
import { listAudit } from '#store/audit.ts'
import { findInstallation } from '#store/installations.ts'
import { findSealedSecret, putSealedSecret, type SecretPlace } from '#store/sealed-secrets.ts'
import { addRun } from '../../worlds/events/handler-run.ts'
import { eventOf, openInbox, startMs, type OpenInbox } from '../../worlds/events/inbox.ts'
import type { JobStore } from '../../worlds/database.ts'

const account = 'acct_1Elsewhere'
const dayMs = 86_400_000
const atSeconds = (seconds: number) => startMs / 1000 + seconds

const lifecycle = (
  name: 'authorized' | 'deauthorized',
  seconds: number,
  changes: Record<string, unknown> = {},
) =>
  eventOf({
    type: `account.application.${name}`,
    created: atSeconds(seconds),
    account,
    data: { object: { id: 'ca_1', object: 'application', name: 'Tillside' } },
    ...changes,
  })
const ofAccount = (changes: Record<string, unknown> = {}) => eventOf({ account, ...changes })

export function describeInstalls(open: () => Promise<JobStore>): void {
  let store: JobStore
  let inbox: OpenInbox
  let handled: string[]
  beforeEach(async () => {
    store = await open()
    handled = []
    inbox = await openInbox(store, {
      definitions: {
        handlers: [
          defineHandler({
            id: 'note',
            events: ['invoice.*'],
            handle: async ({ event, account: { accountId, mode } }) =>
              void handled.push(`${event.id} ${accountId ?? 'own'} ${mode}`),
          }),
        ],
      },
    })
  })
  afterEach(async () => {
    await inbox.close()
    await store.close()
  })
  const stateOf = (mode: 'live' | 'test' = 'live') =>
    findInstallation(store.db, { tenantId: 'self', accountId: account, mode })

  test('an event of an account without the app is stored, set aside and not handled', async () => {
    const answer = await inbox.send(ofAccount())
    expect(await answer.json()).toMatchObject({ accepted: 'set_aside' })
    await inbox.drain()
    expect(handled).toEqual([])
    expect(await inbox.rows()).toMatchObject([{ state: 'set_aside', error: 'unknown_account' }])
  })

  test('an account named in the settings needs no installation', async () => {
    const named = await openInbox(store, { env: { STRIPE_APP_ACCOUNTS: account } })
    expect(await (await named.send(ofAccount())).json()).toMatchObject({ accepted: 'new' })
    await named.close()
  })

  test('an installation or removal takes effect before its event is acknowledged', async () => {
    await inbox.send(lifecycle('authorized', 0))
    expect(await stateOf()).toBe('installed')
    await inbox.send(lifecycle('deauthorized', 10))
    expect(await stateOf()).toBe('removed')
    const audit = await listAudit(store.db, 'self', 10)
    expect(new Set(audit.map(({ action, target }) => `${action} ${target}`))).toEqual(
      new Set([`app.installed ${account}`, `app.removed ${account}`]),
    )
  })

  test('events that arrived before the installation are handled after it', async () => {
    await inbox.send(ofAccount({ id: 'evt_early' }))
    await inbox.send(lifecycle('authorized', 0))
    await inbox.drain()
    expect(handled).toEqual([`evt_early ${account} live`])
  })

  test('T56: an older event changes nothing, in any order of arrival', async () => {
    await inbox.send(lifecycle('deauthorized', 10))
    await inbox.send(lifecycle('authorized', 0))
    expect(await stateOf()).toBe('removed')
    await inbox.send(lifecycle('authorized', 20))
    expect(await stateOf()).toBe('installed')
  })

  test('T56: a repeated event and an outdated one leave nothing behind', async () => {
    const removed = lifecycle('deauthorized', 10)
    for (const event of [removed, removed, lifecycle('authorized', 0), lifecycle('deauthorized', 5)])
      await inbox.send(event)
    expect((await listAudit(store.db, 'self', 10)).map(({ action }) => action)).toEqual(['app.removed'])
    expect(await store.db.selectFrom('jobs').select('task').execute()).toEqual([{ task: 'erase_account' }])
  })

  test('T56: live and test are two installations', async () => {
    await inbox.send(lifecycle('authorized', 0))
    await inbox.send(lifecycle('authorized', 0, { livemode: false }), { endpoint: 'test' })
    await inbox.send(lifecycle('deauthorized', 10))
    expect([await stateOf('live'), await stateOf('test')]).toEqual(['removed', 'installed'])
    await inbox.send(ofAccount({ id: 'evt_live' }))
    await inbox.send(ofAccount({ id: 'evt_test', livemode: false }), { endpoint: 'test' })
    await inbox.drain()
    expect(handled).toEqual([`evt_test ${account} test`])
    const rows = await inbox.rows()
    expect(rows.find(({ event_id: id }) => id === 'evt_live')).toMatchObject({ error: 'not_installed' })
  })

  test('a removal deletes the account’s sealed secrets and nobody else’s', async () => {
    const place: SecretPlace = {
      tenantId: 'self',
      purpose: 'sign-in:x',
      accountId: account,
      mode: 'live',
      owner: 'usr_1',
    }
    const places = [
      place,
      { ...place, mode: 'test' },
      { ...place, accountId: 'acct_2' },
      { ...place, tenantId: 'other' },
    ]
    for (const one of places) await putSealedSecret(store.db, one, { sealed: 's', atMs: 1 })
    await inbox.send(lifecycle('authorized', 0))
    await inbox.send(lifecycle('deauthorized', 10))
    const left = await Promise.all(places.map((one) => findSealedSecret(store.db, one)))
    expect(left.map((one) => one !== undefined)).toEqual([false, true, true, true])
  })

  test('a removed account’s data is erased after the retention period, but the record of events stays', async () => {
    await inbox.send(lifecycle('authorized', 0))
    await inbox.send(ofAccount({ id: 'evt_1' }))
    await inbox.send(eventOf({ id: 'evt_own' }))
    await inbox.drain()
    await store.db.updateTable('handler_runs').set({ result: '"of the event"' }).execute()
    await inbox.send(lifecycle('deauthorized', 10))
    await inbox.clock.advance(29 * dayMs)
    await inbox.drain()
    const payloads = async () =>
      Object.fromEntries(
        (await inbox.rows()).map((row) => [row.event_id, [row.payload === '', row.customer_id]]),
      )
    expect(await payloads()).toMatchObject({ evt_1: [false, 'cus_1'] })
    await inbox.clock.advance(2 * dayMs)
    await inbox.drain()
    expect(await payloads()).toMatchObject({ evt_1: [true, null], evt_own: [false, 'cus_1'] })
    expect((await inbox.rows()).find(({ event_id: id }) => id === 'evt_1')).toMatchObject({
      type: 'invoice.payment_failed',
      state: 'done',
    })
    const events = await store.db.selectFrom('events').select(['account_id', 'object_id']).execute()
    expect(events.filter((event) => event.object_id !== null && event.account_id === account)).toEqual([])
    const runs = await store.db
      .selectFrom('handler_runs')
      .select(['account_id', 'object_id', 'result'])
      .execute()
    expect(Object.fromEntries(runs.map((run) => [run.account_id, [run.object_id, run.result]]))).toEqual({
      [account]: [null, null],
      '': ['in_1', '"of the event"'],
    })
    const [newest] = await listAudit(store.db, 'self', 1)
    expect(newest).toMatchObject({ action: 'account.erased', target: account })
  })

  test('an event that is being handled during the erasure is erased too', async () => {
    await inbox.send(lifecycle('authorized', 0))
    await inbox.send(lifecycle('deauthorized', 10))
    await inbox.send(ofAccount({ id: 'evt_1' }))
    const eventRowId = (await inbox.shown()).find(({ eventId }) => eventId === 'evt_1')?.id ?? ''
    const lease = { lease_id: 'lea_1', lease_until_ms: startMs + 365 * dayMs }
    const run = await addRun(
      store.db,
      { tenantId: 'self', eventRowId, atMs: startMs },
      { state: 'running', ...lease },
    )
    await inbox.clock.advance(31 * dayMs)
    await inbox.drain()
    const row = async () => (await inbox.rows()).find(({ event_id: id }) => id === 'evt_1')
    expect(await row()).toMatchObject({ payload: '', customer_id: null })
    const eraseJob = async () =>
      (await store.db.selectFrom('jobs').selectAll().where('task', '=', 'erase_account').execute())[0]
    // Its handler may still store something, so the account is checked again.
    expect(await eraseJob()).toMatchObject({ state: 'waiting', error: 'work_under_way' })
    await store.db.updateTable('handler_runs').set({ state: 'done' }).where('id', '=', run).execute()
    await inbox.clock.advance(dayMs)
    await inbox.drain()
    expect(await eraseJob()).toMatchObject({ state: 'done' })
  })

  test('an account that reinstalls in time keeps everything', async () => {
    await inbox.send(lifecycle('authorized', 0))
    await inbox.send(ofAccount({ id: 'evt_1' }))
    await inbox.send(lifecycle('deauthorized', 10))
    await inbox.clock.advance(5 * dayMs)
    await inbox.send(lifecycle('authorized', 5 * 86_400))
    await inbox.clock.advance(40 * dayMs)
    await inbox.drain()
    const rows = await inbox.rows()
    expect(rows.find(({ event_id: id }) => id === 'evt_1')?.payload).not.toBe('')
  })

  test('an account that reinstalls and is removed again is erased after the second retention period', async () => {
    await inbox.send(ofAccount({ id: 'evt_1' }))
    await inbox.send(lifecycle('deauthorized', 0))
    await inbox.clock.advance(20 * dayMs)
    await inbox.send(lifecycle('authorized', 20 * 86_400))
    await inbox.send(lifecycle('deauthorized', 20 * 86_400 + 5))
    const isErased = async () => {
      await inbox.drain()
      return (await inbox.rows()).find(({ event_id: id }) => id === 'evt_1')?.payload === ''
    }
    await inbox.clock.advance(15 * dayMs)
    expect(await isErased()).toBe(false)
    await inbox.clock.advance(16 * dayMs)
    expect(await isErased()).toBe(true)
  })

  test('an installation in the same second as the removal, received after it, keeps everything', async () => {
    await inbox.send(ofAccount({ id: 'evt_1' }))
    await inbox.send(lifecycle('deauthorized', 0))
    await inbox.send(lifecycle('authorized', 0))
    await inbox.clock.advance(40 * dayMs)
    await inbox.drain()
    expect((await inbox.rows()).find(({ event_id: id }) => id === 'evt_1')?.payload).not.toBe('')
  })

  test('an account named only in the data object is ignored: the event’s own account field counts', async () => {
    await inbox.send(
      eventOf({ type: 'account.application.deauthorized', data: { object: { id: 'ca_1', account } } }),
    )
    expect(await stateOf()).toBeUndefined()
  })
}
