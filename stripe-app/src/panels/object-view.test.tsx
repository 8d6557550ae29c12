// The drawer beside an object, as the Dashboard draws it: the list of panels, one panel in full, actions, and failures.

import { describe, expect, test } from 'vitest'
import type { ActionResponse, Panel } from '../generated/contract.ts'
import { contextOf, draw, until } from '../testing/draw.tsx'
import { findAllDeep, findDeep, findMaybe, textDeep } from '../testing/find-deep.ts'
import { host } from '../testing/host.ts'
import {
  actionResponse,
  type Respond,
  installGateway,
  panelOf,
  panelsResponse,
  problem,
} from '../testing/gateway.ts'
import InvoiceDetail from '../views/InvoiceDetail.tsx'

const subject = { kind: 'invoice', id: 'in_1' } as const

function open(answer: Respond, changes: Parameters<typeof contextOf>[0] = {}) {
  const requests = installGateway(answer)
  return { requests, screen: draw(<InvoiceDetail {...contextOf(changes)} />) }
}

const press = (screen: Parameters<typeof findDeep>[0], name: string, text: string) =>
  findDeep(screen, name, text).press()

describe('failures', () => {
  test.each([
    [401, 'signature_refused', 'STRIPE_APP_SECRETS'],
    [403, 'not_installed', 'STRIPE_APP_ACCOUNTS'],
    [403, 'role_missing', 'Ask an administrator'],
    [503, 'database_unavailable', 'Try again in a moment'],
  ])('%i %s shows a remedy and the request id', async (status, code, cure) => {
    const { screen } = open(() => problem(status, code))
    await until(screen, cure)
    expect(textDeep(screen)).toContain('Request req_9')
    expect(findMaybe(screen, 'Spinner')).toBeUndefined()
  })

  test('trying again replaces the failure with the new answer', async () => {
    const answers: Respond[] = [() => problem(403, 'not_installed'), () => panelsResponse(panelOf('returns'))]
    const { screen } = open((request) => (answers.shift() ?? (() => problem(500, 'internal')))(request))
    await until(screen, 'not installed here')
    press(screen, 'Button', 'Try again')
    await until(screen, 'words of returns')
    expect(findMaybe(screen, 'Banner')).toBeUndefined()
  })

  test('without panels, says where panels come from', async () => {
    const { screen } = open(() => panelsResponse())
    await until(screen, 'Nothing for this invoice')
    expect(textDeep(screen)).toContain('tillside.config.ts')
  })

  test('a failed refresh keeps the panels and says that they are out of date', async () => {
    const answers: Respond[] = [
      () => panelsResponse(panelOf('returns')),
      () => problem(401, 'signature_refused'),
    ]
    const { screen, requests } = open((one) => (answers.shift() ?? (() => problem(500, 'internal')))(one))
    await until(screen, 'As of')
    press(screen, 'Link', 'Refresh')
    await until(screen, 'These panels may be out of date')
    expect(textDeep(screen)).toContain('words of returns')
    expect(requests[1]?.args).toMatchObject({ fresh: true })
  })

  test('a panel that cannot be drawn does not affect the others, and is reported once', async () => {
    const broken = panelOf('broken', {
      blocks: [{ type: 'table', columns: [], rows: null }] as unknown as Panel['blocks'],
    })
    const { screen, requests } = open(({ path }) =>
      path === 'errors' ? new Response(null, { status: 204 }) : panelsResponse(broken, panelOf('returns')),
    )
    await until(screen, 'broken could not be shown')
    expect(textDeep(screen)).toContain('words of returns')
    const reports = () => requests.filter(({ path }) => path === 'errors')
    await expect.poll(() => reports(), { interval: 2 }).toHaveLength(1)
    expect(reports()[0]?.args).toMatchObject({ name: 'TypeError', view: 'stripe.dashboard.invoice.detail' })
  })
})

describe('the list and one panel', () => {
  test('the description names test data and sandboxes', async () => {
    const test = open(() => panelsResponse(), { mode: 'test' })
    expect(findDeep(test.screen, 'ContextView').props['description']).toBe('in_1 · Test data')
    const sandbox = open(() => panelsResponse(), { mode: 'test', sandbox: true })
    expect(findDeep(sandbox.screen, 'ContextView').props['description']).toBe('in_1 · Sandbox')
    await until(sandbox.screen, 'Nothing for this invoice')
  })

  test('a pending panel shows what is loading, and is replaced in place', async () => {
    let lines: ReadableStreamDefaultController<Uint8Array> | undefined
    const send = (value: unknown) => lines?.enqueue(new TextEncoder().encode(`${JSON.stringify(value)}\n`))
    const { screen } = open(() => new Response(new ReadableStream({ start: (own) => void (lines = own) })))
    await expect.poll(() => lines, { interval: 2 }).toBeDefined()
    send({ type: 'panel', panel: panelOf('returns', { title: 'Returns', blocks: [], pending: true }) })
    send({ type: 'panel', panel: panelOf('orders', { title: 'Orders' }) })
    await until(screen, 'Loading returns')
    send({ type: 'panel', panel: panelOf('returns', { title: 'Returns' }) })
    await until(screen, 'words of returns')
    expect(findAllDeep(screen, 'AccordionItem').map(({ text }) => text.slice(0, 3))).toEqual(['Ret', 'Ord'])
    send({ type: 'done', asOf: '2026-11-21T08:00:00Z', requestId: 'req_1' })
    await until(screen, 'As of')
  })

  test('a panel opens in full under its own title, with a way back', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => [`row ${at}`])
    const table = panelOf('seats', {
      title: 'Seats',
      blocks: [{ type: 'table', columns: [{ label: 'Name' }], rows }],
    })
    const { screen } = open(() => panelsResponse(table, panelOf('returns')))
    await until(screen, 'Show all 120')
    expect(findAllDeep(screen, 'TableRow')).toHaveLength(1 + 5)
    press(screen, 'Link', 'Show all 120')
    await until(screen, 'Show 50 more of 70')
    expect(findDeep(screen, 'ContextView').props).toMatchObject({
      title: 'Seats',
      description: 'Invoice in_1',
    })
    press(screen, 'Link', 'Show 50 more of 70')
    await until(screen, 'Show 20 more')
    press(screen, 'Link', 'Show 20 more')
    await until(screen, 'row 119')
    press(screen, 'Button', 'All panels')
    await until(screen, 'words of returns')
    expect(findDeep(screen, 'ContextView').props['title']).toBe('Invoice')
  })

  test('a filter loads its panel with other parameters, and replaces it in place', async () => {
    const tab = (label: string, current: boolean) =>
      ({ kind: 'load', label, panel: 'activity', subject, params: { show: label }, current }) as const
    const panel = (shown: string) =>
      panelOf('activity', {
        blocks: [
          {
            type: 'tabs',
            label: 'Show',
            tabs: [tab('all', shown === 'all'), tab('access', shown === 'access')],
          },
          { type: 'text', text: `shows ${shown}` },
        ],
      })
    const { screen, requests } = open(({ args }) => panelsResponse(panel(args['panel'] ? 'access' : 'all')))
    await until(screen, 'shows all')
    ;(findDeep(screen, 'Tabs').props['onSelectionChange'] as (key: string) => void)('1')
    await until(screen, 'shows access')
    expect(requests[1]?.args).toMatchObject({ panel: 'activity', params: { show: 'access' } })
  })

  test('a panel that loads on opening is loaded then, and never shown as empty', async () => {
    const onOpen = { kind: 'load', label: 'Try again', panel: 'ledger', subject, params: {} } as const
    const shell = panelOf('ledger', { title: 'Ledger', blocks: [], onOpen })
    const answers: Respond[] = [
      () => panelsResponse(panelOf('returns'), shell),
      () => problem(404, 'not_found'),
      () => panelsResponse(panelOf('ledger', { title: 'Ledger' })),
      () => panelsResponse(panelOf('returns'), shell),
      () => panelsResponse(panelOf('ledger', { title: 'Ledger', blocks: [{ type: 'text', text: 'newer' }] })),
    ]
    const { screen, requests } = open((one) => (answers.shift() ?? (() => problem(500, 'internal')))(one))
    await until(screen, 'As of')
    const item = () => findDeep(screen, 'AccordionItem', 'Ledger')
    expect(item().props['defaultOpen']).toBe(false)
    expect(textDeep(screen)).not.toContain('Nothing to show')
    const toggle = (isOpen: boolean) => (item().props['onChange'] as (isOpen: boolean) => void)(isOpen)
    toggle(true)
    await until(screen, 'Not loaded.')
    await expect.poll(() => host().toasts, { interval: 2 }).toHaveLength(1)
    press(screen, 'Link', 'Load')
    await until(screen, 'words of ledger')
    expect(requests.slice(1).map(({ args }) => args['panel'])).toEqual(['ledger', 'ledger'])
    toggle(false)
    toggle(true)
    expect(requests).toHaveLength(3)
    press(screen, 'Link', 'Refresh')
    await expect.poll(() => requests, { interval: 2 }).toHaveLength(4)
    await until(screen, 'words of ledger')
    await expect
      .poll(() => findDeep(screen, 'Link', 'Refresh').props['disabled'], { interval: 2 })
      .toBe(false)
    toggle(true)
    await until(screen, 'newer')
  })

  test('a press copies an id', async () => {
    const { screen } = open(() =>
      panelsResponse(
        panelOf('a', { blocks: [{ type: 'text', text: ['Order ', { type: 'id', id: 'KC-20931' }] }] }),
      ),
    )
    await until(screen, 'KC-20931')
    press(screen, 'Link', 'KC-20931')
    await until(screen, 'As of')
    expect(host().copied).toEqual(['KC-20931'])
    expect(host().toasts).toEqual(['Copied'])
  })
})

describe('an action', () => {
  const button = { kind: 'run', label: 'Approve return', action: 'approve-return', subject } as const
  const panel = panelOf('returns', { blocks: [{ type: 'actions', actions: [button] }] })
  const form: ActionResponse = {
    type: 'form',
    title: 'Approve return',
    submit: 'Review',
    fields: [{ kind: 'money', name: 'amount', label: 'Amount', currency: 'eur', value: 900 }],
  }
  const confirm: ActionResponse = {
    type: 'confirm',
    title: 'Refund €9.00?',
    submit: 'Refund €9.00',
    danger: true,
    text: 'Goes to the card.',
    input: { amount: 900 },
  }
  const done: ActionResponse = {
    type: 'outcome',
    state: 'done',
    title: 'Refunded',
    id: 're_1',
    requestId: 'req_7',
    panels: [panelOf('returns', { blocks: [{ type: 'text', text: 'was refunded' }] })],
  }

  test('that is locked is shown with the reason and cannot be pressed', async () => {
    const locked = { ...button, locked: 'Needs refund analyst' }
    const { screen } = open(() =>
      panelsResponse(panelOf('returns', { blocks: [{ type: 'actions', actions: [locked] }] })),
    )
    await until(screen, 'Needs refund analyst')
    expect(() => press(screen, 'Button', 'Approve return')).toThrow('disabled')
  })

  test('goes through form and confirmation to its result, and updates the panel', async () => {
    const { screen, requests } = open(({ path, args }) => {
      if (path === 'panels')
        return panelsResponse(
          args['fresh'] ? panelOf('returns', { blocks: [{ type: 'text', text: 'was refunded' }] }) : panel,
        )
      return actionResponse(args['stage'] === 'open' ? form : args['stage'] === 'check' ? confirm : done)
    })
    await until(screen, 'Approve return')
    press(screen, 'Button', 'Approve return')
    await until(screen, 'Amount (EUR)')
    expect(findDeep(screen, 'FocusView').props['confirmCloseMessages']).toBeUndefined()
    findDeep(screen, 'TextField', 'Amount').change({ target: { value: '9,00' } })
    await until(screen, 'Review')
    expect(findDeep(screen, 'FocusView').props['confirmCloseMessages']).toBeDefined()
    press(screen, 'Button', 'Review')
    await until(screen, 'Goes to the card.')
    expect(findDeep(screen, 'Button', 'Refund €9.00').props['type']).toBe('destructive')
    press(screen, 'Button', 'Refund €9.00')
    await until(screen, 'Request req_7')
    await until(screen, 'was refunded')
    const [run] = requests.filter(({ args }) => args['stage'] === 'run')
    expect(run?.args).toMatchObject({
      input: { amount: 900 },
      key: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(requests.find(({ args }) => args['stage'] === 'check')?.args).toMatchObject({
      input: { amount: 900 },
      step: 1,
    })
    expect(host().refreshed).toBe(1)
    press(screen, 'Button', 'Close')
    expect(findMaybe(screen, 'FocusView')).toBeUndefined()
  })

  test('that is refused for lack of a role says so in place', async () => {
    const { screen } = open(({ path }) =>
      path === 'panels' ? panelsResponse(panel) : problem(403, 'role_missing', 'This needs refund_analyst.'),
    )
    await until(screen, 'Approve return')
    press(screen, 'Button', 'Approve return')
    await until(screen, 'This needs refund_analyst.')
  })

  test('of settings edited in place counts the changes and asks before saving', async () => {
    const block = {
      type: 'form',
      action: 'edit-plan',
      subject,
      note: 'for all 41 customers',
      fields: [{ kind: 'switch', name: 'exports', label: 'Exports', value: false }],
    } as const
    const { screen, requests } = open(({ path }) =>
      path === 'panels'
        ? panelsResponse(panelOf('plan', { blocks: [{ ...block, fields: [...block.fields] }] }))
        : actionResponse({ ...confirm, title: 'Change 1 feature?' }),
    )
    await until(screen, 'Exports')
    expect(findMaybe(screen, 'Button', 'Review changes')).toBeUndefined()
    findDeep(screen, 'Switch', 'Exports').change({ target: { checked: true } })
    await until(screen, '1 change for all 41 customers')
    press(screen, 'Button', 'Review changes')
    await until(screen, 'Change 1 feature?')
    expect(requests.at(-1)).toMatchObject({
      path: 'actions/edit-plan',
      args: { stage: 'check', input: { exports: true } },
    })
  })
})

test('controls do not get typed text back, because that would move the caret', async () => {
  const fields = [
    { kind: 'text', name: 'a', label: 'A', value: 'x' },
    { kind: 'number', name: 'b', label: 'B', value: 1 },
    { kind: 'select', name: 'c', label: 'C', options: [{ value: '1', label: 'One' }], value: '1' },
    { kind: 'date', name: 'd', label: 'D', value: '2026-11-21' },
    { kind: 'checkbox', name: 'e', label: 'E', value: true },
  ] as const
  const { screen } = open(() =>
    panelsResponse(
      panelOf('f', { blocks: [{ type: 'form', action: 'a', subject, fields: [...fields] as never }] }),
    ),
  )
  await until(screen, 'As of')
  for (const name of ['TextField', 'Select', 'DateField', 'Checkbox'])
    for (const { props } of findAllDeep(screen, name)) {
      expect(props).not.toHaveProperty('value')
      expect(props).not.toHaveProperty('checked')
    }
})

test('a person who returns from another service to this view is signed in', async () => {
  const oauth = { code: 'code_view', verifier: 'v'.repeat(43), state: 'crm.s1' }
  const { screen, requests } = open(
    ({ path }) =>
      path === 'panels'
        ? panelsResponse(panelOf('a'))
        : Response.json({ service: 'crm', state: 'signed_in', account: 'ada' }),
    { oauth },
  )
  await until(screen, 'Signed in')
  expect(requests.find(({ path }) => path === 'oauth/exchange')?.args).toEqual({
    service: 'crm',
    code: 'code_view',
    verifier: oauth.verifier,
    state: 's1',
  })
})
