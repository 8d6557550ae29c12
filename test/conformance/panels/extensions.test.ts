// In-house panels beside the Stripe panels, through the whole gateway: who sees which, the effect of a failure, and the requests
// to Stripe.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PanelsMessage } from '#contract/api.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import {
  configText,
  lastOf,
  panelsOf,
  people,
  startConfiguredWorld,
  type ConfiguredWorld,
} from '../../worlds/gateway/configured.ts'

const priya = 'priya@brightside.example'
let world: ConfiguredWorld

const config = configText(
  `
  sidebarRoles: (caller) => (caller.kind === 'secret_header' ? ['support'] : []),
  actions: [
    defineAction({ id: 'credit', title: 'Credit', for: ['customer'], roles: ['support_specialist'], input: z.object({}), run: async () => ({ title: 'x' }) }),
    defineAction({ id: 'note', title: 'Note', for: ['customer'], roles: 'anybody', input: z.object({}), run: async () => ({ title: 'x' }) }),
  ],
  panels: [
    definePanel({ id: 'slow', title: 'Slow', for: ['customer'], deadlineMs: 150, load: () => new Promise(() => {}) }),
    definePanel({ id: 'name', title: 'Name', for: ['customer'], load: ({ subject, account, surface }) =>
      ({ blocks: [blocks.fields({ Name: blocks.foreign(subject.object.name + '\\u202e'), Mode: account.mode, On: surface })] }) }),
    definePanel({ id: 'throws', title: 'Orders', for: ['customer'], load: () => { throw new Error('card 4242 of priya') } }),
    definePanel({ id: 'odd', title: 'Odd', for: ['customer'], load: () => ({ blocks: [{ type: 'text', text: 5 as never }] }) }),
    definePanel({ id: 'lost', title: 'Lost', for: ['customer'], load: ({ subject }) => ({ blocks: [blocks.actions(
      { kind: 'run', label: 'x', action: 'no-such', subject: { kind: 'customer', id: subject.id } })] }) }),
    definePanel({ id: 'bosses', title: 'Bosses', for: ['customer'], roles: ['boss'], load: () => ({ blocks: [blocks.text('secret')] }) }),
    definePanel({ id: 'support', title: 'Support', for: ['customer'], roles: ['support'], load: () => ({ blocks: [blocks.text('for support')] }) }),
    definePanel({ id: 'buttons', title: 'Buttons', for: ['customer'], load: ({ subject: { id } }) => ({ blocks: [blocks.actions(
      { kind: 'run', label: 'Credit', action: 'credit', subject: { kind: 'customer', id } },
      { kind: 'run', label: 'Note', action: 'note', subject: { kind: 'customer', id } },
      { kind: 'load', label: 'More', panel: 'filtered', subject: { kind: 'customer', id }, params: { page: '2' } })] }) }),
    definePanel({ id: 'hidden', title: 'Hidden', for: ['customer'], load: () => 'hidden' }),
    definePanel({ id: 'filtered', title: 'Filtered', for: ['customer'], load: ({ params }) => ({ blocks: [blocks.text('page ' + (params.page ?? '1'))] }) }),
    definePanel({ id: 'mail', title: 'Mail', for: ['email'], load: ({ subject }) => ({ blocks: [blocks.text(subject.address)] }) }),
    definePanel({ id: 'both', title: 'Both', for: ['customer', 'email'], load: ({ subject }) => ({ blocks: [blocks.text(subject.kind)] }) }),
  ]`,
)

beforeAll(async () => {
  world = await startConfiguredWorld(config)
})
afterAll(() => world.close())

const words = (messages: PanelsMessage[], id: string) => JSON.stringify(lastOf(messages, id)?.blocks)

test('skeletons come after the first Stripe panels, in the declared order, and each is replaced', async () => {
  const messages = await world.ask(people(priya))
  expect(messages.at(-1)).toMatchObject({ type: 'done' })
  const ids = panelsOf(messages).map(({ id }) => id)
  const own = [...new Set(ids)].filter((id) => id.startsWith('in-house:'))
  expect(own).toEqual(
    ['slow', 'name', 'throws', 'odd', 'lost', 'support', 'buttons', 'hidden', 'filtered', 'mail', 'both'].map(
      (id) => `in-house:${id}`,
    ),
  )
  expect(ids.findIndex((id) => id.startsWith('in-house:'))).toBeGreaterThan(0)
  const last = new Map(panelsOf(messages).map((panel) => [panel.id, panel]))
  expect([...last.values()].filter(({ pending }) => pending)).toEqual([])
})

test('a panel that the caller’s role does not allow is not named, and requesting it is like requesting an unknown one', async () => {
  expect(JSON.stringify(await world.ask(people(priya)))).not.toMatch(/bosses|Bosses|secret/)
  const subject = { kind: 'customer', id: world.customerOf(priya) }
  const [theirs, none] = await Promise.all(
    ['bosses', 'no-such'].map((panel) => world.post({ subject: { kind: 'panel', panel, subject } })),
  )
  expect([theirs?.status, none?.status]).toEqual([404, 404])
  const bodies = (await Promise.all([theirs?.json(), none?.json()])) as Record<string, unknown>[]
  expect({ ...bodies[0], request_id: '' }).toEqual({ ...bodies[1], request_id: '' })
})

test('a panel that throws, stalls or returns invalid data says so with the request id, without affecting the others', async () => {
  const response = await world.post(people(priya))
  const requestId = response.headers.get('request-id') ?? 'none'
  const text = await response.text()
  const messages = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as PanelsMessage)
  for (const id of ['slow', 'throws', 'odd']) expect(words(messages, id)).toContain(requestId)
  expect(words(messages, 'slow')).toContain('This panel did not answer in time')
  expect(words(messages, 'throws')).toContain('This panel failed')
  expect(words(messages, 'odd')).toContain('blocks[0].text')
  expect(words(messages, 'lost')).toContain('blocks[0].actions[0].action: there is no action \\"no-such\\"')
  expect(words(messages, 'filtered')).toContain('page 1')
  expect(text + world.gateway.lines.join('\n')).not.toContain('4242 of priya')
  expect(world.gateway.lines.join('\n')).toMatch(/panel.failed.*"panel":"throws".*tillside\.config\.ts/)
})

test('a permission that Stripe refuses is shown as a box to tick, not as a failure of the panel', async () => {
  const { noCoupons, noCustomers } = createStripeSimulator().keys
  const panels = `panels: [definePanel({ id: 'coupons', title: 'Coupons', for: ['customer'], load: async ({ stripe }) => { await stripe.coupons.list(); return 'hidden' } })]`
  const subject = { kind: 'customer', id: world.customerOf(priya) }
  for (const [key, tick] of [
    [noCoupons, 'Coupons: Read'],
    [noCustomers, 'Customers: Read'],
  ] as const) {
    const without = await startConfiguredWorld(configText(panels), { STRIPE_API_KEY: key })
    const messages = await without.ask({ subject: { kind: 'panel', panel: 'coupons', subject } })
    expect(lastOf(messages, 'coupons')?.blocks).toMatchObject([
      { type: 'alert', icon: 'lock', ticks: [tick] },
    ])
    await without.close()
  }
})

test('the subject comes from Stripe, hidden characters are removed, the account is filled in, and locked actions name the role', async () => {
  const messages = await world.ask(people(priya))
  const name = world.simulator.customersOf(priya).find(({ deleted }) => !deleted)?.name
  expect(lastOf(messages, 'name')?.blocks).toEqual([
    {
      type: 'fields',
      fields: [
        { label: 'Name', value: [{ type: 'foreign', text: name }] },
        { label: 'Mode', value: 'live' },
        { label: 'On', value: 'sidebar' },
      ],
    },
  ])
  const account = expect.stringMatching(/^(acct_|live-)/) as string
  expect(lastOf(messages, 'buttons')?.blocks).toMatchObject([
    {
      actions: [
        { action: 'credit', locked: 'Needs the role Support specialist', subject: { account } },
        { action: 'note', subject: { account } },
        { panel: 'filtered', subject: { account } },
      ],
    },
  ])
  expect(words(messages, 'buttons')).toMatch(/"note"[^}]*}(?!,"locked")/)
  expect(lastOf(messages, 'hidden')).toMatchObject({ blocks: [] })
  expect(lastOf(messages, 'hidden')?.title).toBeUndefined()
})

test('panels for an address are also shown for strangers; one for both subjects is drawn once, for the customer', async () => {
  const stranger = await world.ask(people('stranger@nowhere.example'))
  expect(words(stranger, 'mail')).toContain('stranger@nowhere.example')
  expect(words(stranger, 'both')).toContain('email')
  expect(lastOf(stranger, 'name')).toBeUndefined()
  const known = await world.ask(people(priya))
  expect(words(known, 'mail')).toContain(priya)
  expect(words(known, 'both')).toContain('customer')
  const teammate = await world.ask(people('ann@kelpie.example'))
  expect(lastOf(teammate, 'mail')).toBeUndefined()
})

test('loading one panel with parameters returns only that panel', async () => {
  const subject = { kind: 'customer', id: world.customerOf(priya) }
  const messages = await world.ask({
    subject: { kind: 'panel', panel: 'filtered', subject, params: { page: '2' } },
  })
  expect(messages.map(({ type }) => type)).toEqual(['found', 'panel', 'done'])
  expect(words(messages, 'filtered')).toContain('page 2')
})

test('an object that does not exist or belongs to another account is shown as missing', async () => {
  const subject = { kind: 'customer', id: 'cus_nobody' }
  const messages = await world.ask({ subject: { kind: 'panel', panel: 'filtered', subject } })
  expect(words(messages, 'filtered')).toContain('This no longer exists in Stripe')
  const elsewhere = await world.post({
    subject: { kind: 'panel', panel: 'filtered', subject: { ...subject, account: 'live-000000000000' } },
  })
  expect(elsewhere.status).toBe(404)
})

test('the subject is read once for all its panels', async () => {
  await world.ask(people(priya))
  const paths: string[] = []
  const stop = world.simulator.onRequest(({ path }) => void paths.push(path))
  await world.ask({ ...people(priya), fresh: true })
  stop()
  const customer = `/v1/customers/${world.customerOf(priya)}`
  expect(paths.filter((path) => path.split('?')[0] === customer)).toHaveLength(1)
})
