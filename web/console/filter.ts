// The filter of the list and the open event, kept in the page's address: a view can be shared as a link, and Back works.

import type { ConsoleEvent, EventFilter } from '#contract/console.ts'

export type View = {
  filter: EventFilter
  /** Our own id of the open event. */
  open?: ConsoleEvent['id']
}

const names = ['state', 'type', 'mode', 'account', 'object', 'event', 'endpoint', 'delivery'] as const
const states = ['waiting', 'running', 'done', 'dead', 'set_aside']
const allowed: Partial<Record<(typeof names)[number], readonly string[]>> = {
  state: states,
  mode: ['live', 'test'],
  delivery: states.slice(0, 4),
}

/** Reads a view from an address that may have been written by hand; unknown values are ignored. */
export function readView(search: string): View {
  const query = new URLSearchParams(search)
  const filter: Record<string, string> = {}
  for (const name of names) {
    const value = query.get(name)?.slice(0, 150)
    if (value && (allowed[name]?.includes(value) ?? true)) filter[name] = value
  }
  const open = query.get('open')
  return { filter, ...(open ? { open } : {}) }
}

export function writeView({ filter, open }: View): string {
  const query = queryOf(filter)
  if (open !== undefined) query.set('open', open)
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

export function queryOf(filter: EventFilter): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of names) {
    const value = filter[name]
    if (value) query.set(name, value)
  }
  return query
}

type Found = Pick<EventFilter, 'type' | 'account' | 'object' | 'event'>

/** Reads the one search field: an id is recognised by its prefix, anything else is the start of an event type. */
export function readFind(text: string): Found {
  const find = text.trim()
  if (find === '') return {}
  if (find.startsWith('evt_')) return { event: find }
  if (find.startsWith('acct_')) return { account: find }
  const isId = /^[a-z]+(_[a-z]+)*_[A-Za-z0-9_]*[A-Z0-9]/.test(find) && !find.includes('.')
  return isId ? { object: find } : { type: find }
}

export const writeFind = ({ type, account, object, event }: Found): string =>
  event ?? object ?? account ?? type ?? ''

export const isNarrowed = (filter: EventFilter): boolean => names.some((name) => filter[name])
