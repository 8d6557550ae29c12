// Short helpers that build fixture messages, as the gateway would send them.

import type { PanelsMessage } from '#contract/api.ts'
import type { Block, Choice, Inline, ListItem, Panel } from '#contract/panel.ts'

/** The time at which the gallery is drawn. */
export const galleryNow = '2026-11-20T14:20:20Z'
const asOf = '2026-11-20T14:20:08Z'

export const eur = (amountMinor: number) => ({ type: 'money' as const, amountMinor, currency: 'eur' })
export const money = (amountMinor: number, currency: string) => ({
  type: 'money' as const,
  amountMinor,
  currency,
})
export const per = (
  value: ReturnType<typeof eur>,
  interval: 'week' | 'month' | 'year' = 'month',
  count = 1,
) => ({
  ...value,
  per: { interval, count },
})
export const struck = (value: ReturnType<typeof eur>) => ({ ...value, struck: true })
export const on = (day: string, style: 'relative' | 'date' | 'month' | 'weekday' | 'time' = 'date') => ({
  type: 'date' as const,
  at: day.includes('T') ? day : `${day}T06:00:00Z`,
  style,
})
export const id = (text: string) => ({ type: 'id' as const, id: text })
export const foreign = (text: string) => ({ type: 'foreign' as const, text })
export const muted = (text: string) => ({ type: 'muted' as const, text })
export const bad = (text: string) => ({ type: 'strong' as const, text, status: 'bad' as const })

const stripe = 'https://dashboard.stripe.com/acct_1Kelpie'
export const open = (label: string, path = '/customers') => ({
  kind: 'open' as const,
  label,
  href: stripe + path,
})
export const insert = (label: string, text: string, href?: string) => ({
  kind: 'insert' as const,
  label,
  text,
  ...(href ? { href } : {}),
})

export const item = (
  status: ListItem['status'],
  title: Inline,
  amount: Inline,
  meta: Inline,
  when: Inline,
  more: Partial<ListItem> = {},
): ListItem => ({
  id: JSON.stringify(title) + JSON.stringify(when),
  status,
  title,
  amount,
  meta,
  when,
  fields: [{ label: 'Id', value: [id('in_1QkB2cLkdIwHu7ixPastDue')] }],
  actions: [open('Open in Stripe')],
  ...more,
})

export const panel = (panelId: string, more: Partial<Panel>, ...blocks: Block[]): PanelsMessage => ({
  type: 'panel',
  panel: { id: panelId, blocks, asOf, ...more },
})

type Found = PanelsMessage & { type: 'found' }
export const found = (address: string, more: Partial<Found> = {}): Found => ({
  type: 'found',
  people: [{ address, customers: 1 }],
  current: address,
  customer: { customerId: 'cus_Q8kfMarisol', account: 'kelpie-live' },
  accounts: [{ key: 'kelpie-live', name: 'Kelpie Coffee', accountId: 'acct_1Kelpie', mode: 'live' }],
  mode: 'live',
  modes: ['live', 'test'],
  asOf,
  ...more,
})

export const done = (more: Partial<PanelsMessage & { type: 'done' }> = {}): PanelsMessage => ({
  type: 'done',
  asOf,
  requestId: 'req_8Hq2',
  stripeRequests: 0,
  ...more,
})

export const head = (
  name: string,
  address: string,
  more: Partial<Block & { type: 'header' }> = {},
): Block => ({
  type: 'header',
  name: [foreign(name)],
  address,
  match: { icon: 'same', text: 'Same address as the sender' },
  customer: { customerId: 'cus_Q8kfMarisol', account: 'kelpie-live' },
  href: `${stripe}/customers/cus_Q8kfMarisol`,
  ...more,
})

export const choice = (
  name: Inline,
  status: Choice['status'],
  word: Inline,
  more: Partial<Choice>,
): Choice => ({
  customer: { customerId: more.id ?? JSON.stringify(name), account: 'kelpie-live' },
  name,
  status,
  word,
  ...more,
})
