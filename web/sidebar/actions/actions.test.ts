import { expect, test } from 'vitest'
import type { ActionRequest } from '#contract/actions.ts'
import type { Action } from '#contract/panel.ts'
import { Failure } from '../gateway.ts'
import { parseSettings } from '../settings/parse-settings.ts'
import { createStore } from '../store.ts'
import { createActions } from './actions.ts'

const form = { type: 'form', title: 'Refund', submit: 'Check', fields: [] }

/** The actions alone; `calls` records their calls to Missive, the selection and the search. */
function open({
  canInsert = true,
  canPost = true,
  body = form,
}: { canInsert?: boolean; canPost?: boolean; body?: object } = {}) {
  const store = createStore({ changed: () => undefined, later: () => () => undefined })
  store.show({
    phase: 'ready',
    settings: parseSettings({
      version: 1,
      kind: 'key',
      url: 'https://till.example/',
      connectionKey: 'tsk_a',
    }),
  })
  const calls: unknown[][] = []
  const sent: { url: string; body: ActionRequest }[] = []
  const record =
    <Result>(name: string, result: Result) =>
    (...args: unknown[]) => {
      calls.push([name, ...args])
      return result
    }
  const actions = createActions(
    {
      store,
      search: { type: record('search', undefined) },
      selection: {
        choose: record('choose', undefined),
        load: record('load', Promise.resolve()),
        refresh: record('refresh', undefined),
        readMe: () => Promise.resolve({ first_name: 'Noor', last_name: 'Haddad' }),
      },
    },
    {
      missive: {
        open: record('open', undefined),
        copy: record('copy', Promise.resolve(true)),
        insert: record('insert', canInsert),
        comment: record('comment', Promise.resolve(canPost)),
        task: record('task', Promise.resolve(canPost)),
      },
      fetch: async (url, init) => {
        sent.push({
          url: String(url instanceof Request ? url.url : url),
          body: JSON.parse(typeof init?.body === 'string' ? init.body : '') as ActionRequest,
        })
        return Response.json(body)
      },
      place: () => () => undefined,
      reader: () => ({ locale: 'en-GB', timeZone: 'Europe/Berlin' }),
    },
  )
  return { actions, store, calls, sent }
}

const customer = { customerId: 'cus_a', account: 'a' }
const target = { action: 'refund', subject: { kind: 'customer', id: 'cus_a' } } as const
const load = { kind: 'load', label: 'More', panel: 'orders', subject: target.subject, params: {} } as const

test.each<[Action, unknown[]]>([
  [{ kind: 'open', label: '', href: 'https://s.example/' }, ['open', 'https://s.example/']],
  [{ kind: 'copy', label: '', text: 'in_1' }, ['copy', 'in_1']],
  [{ kind: 'show', label: '', customer }, ['choose', customer]],
  [{ kind: 'search', label: '', text: 'ann' }, ['search', 'ann']],
  [{ kind: 'refresh', label: '' }, ['refresh']],
  [load, ['load', load, 'orders']],
])('passes on a press on %j', (action, call) => {
  const { actions, calls } = open()
  actions.run(action, 'orders')
  expect(calls).toEqual([call])
})

test('copies the reply text if Missive has no composer', async () => {
  const insert = { kind: 'insert', label: '', text: 'Pay', href: 'https://p.example/' } as const
  const { actions, calls, store } = open({ canInsert: false })
  actions.run(insert)
  expect(calls.at(-1)).toEqual(['copy', 'Pay https://p.example/'])
  await expect.poll(() => store.state.notice).toBe('notInserted')
})

test('an action returns to where the action it replaced was opened', () => {
  const { actions, store } = open()
  actions.run({ kind: 'run', label: 'Refund', ...target })
  const { pane: first } = store.state
  actions.act(target, true)
  expect(store.state.pane).toMatchObject({ check: true, number: 2 })
  expect(store.state.pane?.back).toBe(first?.back)
})

test('a comment that Missive rejects stays in the editor', async () => {
  const { actions, store } = open({ canPost: false })
  actions.run({ kind: 'comment', label: '', text: 'Paid' })
  await actions.sendNote('Paid twice')
  expect(store.state).toMatchObject({ note: { kind: 'comment' }, notice: 'notDone' })
})

test('an action request contains the name of its sender', async () => {
  const { actions, sent } = open()
  expect(await actions.send('refund', { subject: target.subject, stage: 'open' })).toEqual(form)
  expect(sent).toEqual([
    {
      url: 'https://till.example/api/actions/refund',
      body: {
        subject: target.subject,
        stage: 'open',
        by: 'Noor Haddad',
        locale: 'en-GB',
        timeZone: 'Europe/Berlin',
      },
    },
  ])
})

test('fails on a response from another server, and without settings', async () => {
  const { actions, store } = open({ body: { hello: 'world' } })
  const send = () =>
    actions.send('refund', { subject: target.subject, stage: 'open' }).catch((error: unknown) => error)
  expect(Failure.of(await send()).reason).toBe('broken')
  store.show({ settings: undefined })
  expect(Failure.of(await send()).reason).toBe('unauthorized')
})
