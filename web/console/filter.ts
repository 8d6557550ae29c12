// What the list is narrowed to, and how it is kept in the address: a view can be sent to a colleague, and Back goes back.

import type { ConsoleEvent, EventFilter } from '#contract/console.ts'

export type View = {
  filter: EventFilter
  /** Which event is open: our own id of it. */
  open?: ConsoleEvent['id']
}

const names = ['state', 'type', 'mode', 'account', 'object', 'event', 'endpoint', 'delivery'] as const
const states = ['waiting', 'running', 'done', 'dead', 'set_aside']
const allowed: Partial<Record<(typeof names)[number], readonly string[]>> = {
  state: states,
  mode: ['live', 'test'],
  delivery: states.slice(0, 4),
}

/** Of an address that somebody may have written by hand: what is not understood is left out. */
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

/** One field for everything: ids say what they are of, and all else begins a type. */
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
