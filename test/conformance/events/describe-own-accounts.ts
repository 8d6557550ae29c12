// An own account that has the app sends each event twice: as its own, and as that of a connected account. Both are one event,
// whichever arrives first, even before the keys' account is known.

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConfigInput } from '#definitions/define.ts'
import { defineHandler } from '#definitions/define.ts'
import { findInstallation } from '#store/installations.ts'
import { eventOf, openInbox, ownAccount, startMs, thinOf, type OpenInbox } from '../../worlds/events/inbox.ts'
import type { JobStore } from '../../worlds/database.ts'

const stranger = 'acct_1Elsewhere'
const minuteMs = 60_000
const dayMs = 86_400_000

const lifecycle = (name: 'authorized' | 'deauthorized', account: string) =>
  eventOf({
    type: `account.application.${name}`,
    account,
    data: { object: { id: 'ca_1', object: 'application', name: 'Tillside' } },
  })

export function describeOwnAccounts(open: () => Promise<JobStore>): void {
  let store: JobStore
  let opened: OpenInbox[]
  let handled: string[]
  let answers: boolean
  const definitions: ConfigInput = {
    handlers: [
      defineHandler({
        id: 'note',
        events: ['invoice.*', 'v1.*'],
        handle: async ({ event, account: { accountId, name } }) =>
          void handled.push([event.id, accountId ?? 'own', ...(name === undefined ? [] : [name])].join(' ')),
      }),
    ],
  }
  const openOne = async (more: Parameters<typeof openInbox>[1] = {}, db = store.db): Promise<OpenInbox> => {
    const account = () =>
      answers ? Response.json({ id: ownAccount, object: 'account' }) : new Response('no', { status: 503 })
    const seed = opened.length + 1
    const inbox = await openInbox({ ...store, db }, { definitions, account, seed, ...more })
    opened.push(inbox)
    return inbox
  }
  beforeEach(async () => {
    store = await open()
    opened = []
    handled = []
    answers = true
  })
  afterEach(async () => {
    for (const inbox of opened) await inbox.close()
    await store.close()
  })

  const both = (id: string) => [eventOf({ id }), eventOf({ id, account: ownAccount })]
  const accepted = async (answer: Response) => ((await answer.json()) as { accepted: string }).accepted
  const places = async (inbox: OpenInbox) =>
    (await inbox.rows()).map((row) => [row.event_id, row.account_id, row.state, row.error])

  test.each(['its own', 'a connected one'])(
    'an event that arrives first as %s is one event of the own account',
    async (first) => {
      const inbox = await openOne()
      const pair = both('evt_1')
      if (first !== 'its own') pair.reverse()
      const results = []
      for (const event of pair) results.push(await accepted(await inbox.send(event)))
      expect(results).toEqual(['new', 'known'])
      await inbox.drain()
      expect(handled).toEqual(['evt_1 own'])
      expect(await places(inbox)).toEqual([['evt_1', '', 'done', null]])
    },
  )

  test('twenty simultaneous pairs in two processes are twenty events', async () => {
    const one = await openOne()
    const two = await openOne({}, store.openAgain())
    const pairs = Array.from({ length: 20 }, (_, index) => both(`evt_${String(index).padStart(2, '0')}`))
    const sent = await Promise.all(
      pairs.flatMap(([own, connected], index) => {
        const [first, second] = index % 2 === 0 ? [one, two] : [two, one]
        return [first.send(own), second.send(connected)]
      }),
    )
    expect(sent.every(({ status }) => status === 200)).toBe(true)
    await Promise.all([one.drain(), two.drain()])
    expect((await one.rows()).every(({ account_id: id, state }) => id === '' && state === 'done')).toBe(true)
    expect(handled.toSorted()).toEqual(pairs.map(([own]) => `${String(own?.['id'])} own`))
  })

  test('a thin event and an organization’s event with the own account as context are own events', async () => {
    const inbox = await openOne()
    const thin = thinOf({ context: ownAccount })
    await inbox.send(thin)
    await inbox.send(eventOf({ id: 'evt_org', context: `org_1/${ownAccount}` }))
    expect(await places(inbox)).toEqual(
      expect.arrayContaining([
        [thin['id'], '', 'waiting', null],
        ['evt_org', '', 'waiting', null],
      ]),
    )
  })

  test('an organization’s event names its account in the context, a connected account’s event in the account', async () => {
    const inbox = await openOne()
    await inbox.send(eventOf({ id: 'evt_1', context: stranger }))
    await inbox.send(eventOf({ id: 'evt_2', context: `acct_1Platform/${stranger}` }))
    await inbox.send(eventOf({ id: 'evt_3', account: stranger, context: ownAccount }))
    await inbox.send(eventOf({ id: 'evt_4', context: 'org_1' }))
    expect((await places(inbox)).map(([id, account]) => `${id} ${account}`).toSorted()).toEqual([
      `evt_1 ${stranger}`,
      `evt_2 ${stranger}`,
      `evt_3 ${stranger}`,
      'evt_4 ',
    ])
  })

  test('while the keys’ account is unknown, the own form is handled and the other is set aside, then dropped', async () => {
    answers = false
    const inbox = await openOne()
    const results = []
    for (const event of both('evt_1').toReversed()) results.push(await accepted(await inbox.send(event)))
    expect(results).toEqual(['set_aside', 'new'])
    await inbox.drain()
    expect(handled).toEqual(['evt_1 own'])
    expect(await places(inbox)).toEqual(
      expect.arrayContaining([['evt_1', ownAccount, 'set_aside', 'own_account_unknown']]),
    )
    answers = true
    await inbox.clock.advance(minuteMs)
    await inbox.drain()
    expect(await places(inbox)).toEqual([['evt_1', '', 'done', null]])
    expect(handled).toEqual(['evt_1 own'])
  })

  test('an event that arrived only as a connected one is handled as an own event once the account is known', async () => {
    answers = false
    const inbox = await openOne()
    const [own, connected] = both('evt_1')
    await inbox.send(connected)
    await inbox.drain()
    expect(handled).toEqual([])
    answers = true
    await inbox.clock.advance(minuteMs)
    await inbox.drain()
    expect(handled).toEqual(['evt_1 own'])
    expect(await accepted(await inbox.send(own))).toBe('known')
    await inbox.drain()
    expect(handled).toHaveLength(1)
  })

  test('events of other accounts also wait for Stripe’s answer, and are then handled or set aside as usual', async () => {
    answers = false
    const inbox = await openOne()
    await inbox.send(lifecycle('authorized', stranger))
    await inbox.send(eventOf({ id: 'evt_installed', account: stranger }))
    for (let more = 0; more < 120; more++)
      await inbox.send(eventOf({ id: `evt_more_${more}`, account: 'acct_1Nobody' }))
    const settling = await store.db
      .selectFrom('jobs')
      .select('id')
      .where('task', '=', 'settle_accounts')
      .execute()
    expect(settling, 'one job for all of them').toHaveLength(1)
    answers = true
    await inbox.clock.advance(minuteMs)
    await inbox.drain()
    expect(handled).toEqual([`evt_installed ${stranger}`])
    const strange = (await inbox.rows()).filter(({ account_id: id }) => id === 'acct_1Nobody')
    expect(new Set(strange.map(({ state, error }) => `${state} ${error}`))).toEqual(
      new Set(['set_aside unknown_account']),
    )
  })

  test('a process that knows the account and one that does not store one event once', async () => {
    const knowing = await openOne()
    await knowing.send(eventOf({ account: stranger }))
    answers = false
    const starting = await openOne({}, store.openAgain())
    const pairs = Array.from({ length: 10 }, (_, index) => both(`evt_${index}`))
    const sent = await Promise.all(
      pairs.flatMap(([own, connected]) => [knowing.send(own), starting.send(connected)]),
    )
    expect(sent.every(({ status }) => status === 200)).toBe(true)
    await knowing.drain()
    answers = true
    await starting.clock.advance(minuteMs)
    await starting.drain()
    expect(handled.toSorted()).toEqual(pairs.map(([own]) => `${String(own?.['id'])} own`))
  })

  test('a key that Stripe refuses belongs to no account and delays nothing', async () => {
    const inbox = await openOne({ account: () => Response.json({ error: {} }, { status: 401 }) })
    await inbox.send(lifecycle('authorized', stranger))
    expect(await accepted(await inbox.send(eventOf({ id: 'evt_1', account: stranger })))).toBe('new')
  })

  test('Stripe is asked only once, however many events name an account', async () => {
    let calls = 0
    const account = () => (calls++, Response.json({ id: ownAccount, object: 'account' }))
    const inbox = await openOne({ account })
    for (let count = 0; count < 5; count++) await inbox.send(eventOf({ account: stranger }))
    expect(calls).toBe(1)
  })

  test('installations and removals are also recorded for an own account, without affecting its events', async () => {
    const inbox = await openOne()
    await inbox.send(lifecycle('authorized', ownAccount))
    await inbox.send(eventOf({ id: 'evt_1', account: ownAccount }))
    await inbox.send({ ...lifecycle('deauthorized', ownAccount), created: startMs / 1000 + 1 })
    await inbox.send(eventOf({ id: 'evt_2', account: ownAccount }))
    await inbox.drain()
    const where = { tenantId: 'self', accountId: ownAccount, mode: 'live' } as const
    expect(await findInstallation(store.db, where)).toBe('removed')
    expect(handled.toSorted()).toEqual(['evt_1 own', 'evt_2 own'])
    await inbox.clock.advance(31 * dayMs)
    await inbox.drain()
    const own = (await inbox.rows()).filter(({ account_id: id }) => id === '')
    expect(own.map(({ payload }) => payload === '')).toEqual([false, false])
  })
}
