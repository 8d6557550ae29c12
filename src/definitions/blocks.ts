// Helpers to write a panel's parts. Each returns plain data of contract/panel.ts; nothing here formats anything.

import type { Action, Block, BlockOf, Field, Inline, InlineValue, Status } from '#contract/panel.ts'

type Value<T extends InlineValue['type']> = Extract<InlineValue, { type: T }>

/** An amount in minor units: `money(8900, 'eur')`. */
export const money = (
  amountMinor: number,
  currency: string,
  more: Partial<Value<'money'>> = {},
): Value<'money'> => ({
  ...more,
  type: 'money',
  amountMinor,
  currency,
})

/** A time: a Date, ISO 8601, or milliseconds since the epoch. */
export const date = (
  at: Date | string | number,
  style: Value<'date'>['style'] = 'relative',
): Value<'date'> => ({
  type: 'date',
  at: new Date(at).toISOString(),
  style,
})

/** An id with a copy button. */
export const id = (text: string): Value<'id'> => ({ type: 'id', id: text })
/** Text from outside, such as a name or a reason. It is isolated, and never interpreted as markup. */
export const foreign = (text: string): Value<'foreign'> => ({ type: 'foreign', text })
export const strong = (text: string, status?: Status): Value<'strong'> => ({
  type: 'strong',
  text,
  ...(status ? { status } : {}),
})
export const muted = (text: string): Value<'muted'> => ({ type: 'muted', text })
export const badge = (text: string, status?: Status): Value<'badge'> => ({
  type: 'badge',
  text,
  ...(status ? { status } : {}),
})
/** A link to an https address. */
export const link = (text: string, href: string): Value<'link'> => ({ type: 'link', text, href })

const inlineOf = (value: Inline | InlineValue): Inline =>
  typeof value === 'string' || Array.isArray(value) ? value : [value]

/** Labels and values: `fields({ Order: id('KC-20931') })`. Rows with a value of undefined or null are left out. */
export const fields = (
  rows: Readonly<Record<string, Inline | InlineValue | Field | null | undefined>>,
): BlockOf<'fields'> => ({
  type: 'fields',
  fields: Object.entries(rows).flatMap(([label, value]) => {
    if (value === undefined || value === null) return []
    return typeof value === 'object' && 'label' in value ? [value] : [{ label, value: inlineOf(value) }]
  }),
})

export const text = (words: Inline): BlockOf<'text'> => ({ type: 'text', text: words })
export const alert = (
  status: Status,
  title: Inline,
  more: Partial<BlockOf<'alert'>> = {},
): BlockOf<'alert'> => ({
  ...more,
  type: 'alert',
  status,
  title,
})
export const list = (
  items: BlockOf<'list'>['items'],
  more: Partial<BlockOf<'list'>> = {},
): BlockOf<'list'> => ({
  ...more,
  type: 'list',
  items,
})
export const table = (
  columns: BlockOf<'table'>['columns'],
  rows: BlockOf<'table'>['rows'],
  totals?: BlockOf<'table'>['rows'],
): BlockOf<'table'> => ({ type: 'table', columns, rows, ...(totals ? { totals } : {}) })
export const timeline = (events: BlockOf<'timeline'>['events']): BlockOf<'timeline'> => ({
  type: 'timeline',
  events,
})
export const actions = (...all: Action[]): BlockOf<'actions'> => ({ type: 'actions', actions: all })
export const meter = (block: Omit<BlockOf<'meter'>, 'type'>): Block => ({ type: 'meter', ...block })
