// The objects that can be opened in the preview, read as the Dashboard does: with the person's session, not the app's.

import type { EnvironmentName, PickedObject } from '../facts.ts'
import type { StripeUpstream } from '../stripe/upstream.ts'

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function money({ amount, currency }: { amount: unknown; currency: unknown }): string {
  if (typeof amount !== 'number' || typeof currency !== 'string') return ''
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

type Kind = { path: string; title: (fields: Fields) => string; note: (fields: Fields) => string }

const kinds: Record<string, Kind> = {
  customer: {
    path: 'customers',
    title: ({ name, email, id }) => text(name) || text(email) || text(id),
    note: ({ email }) => text(email),
  },
  invoice: {
    path: 'invoices',
    title: ({ number, id }) => text(number) || text(id),
    note: ({ total, currency, status }) => `${money({ amount: total, currency })} ${text(status)}`,
  },
  product: {
    path: 'products',
    title: ({ name, id }) => text(name) || text(id),
    note: ({ active }) => (active === true ? 'active' : 'archived'),
  },
  subscription: {
    path: 'subscriptions',
    title: ({ id }) => text(id),
    note: ({ status }) => text(status),
  },
  payment_intent: {
    path: 'payment_intents',
    title: ({ amount, currency, id }) => money({ amount, currency }) || text(id),
    note: ({ status, description }) => text(description) || text(status),
  },
  charge: {
    path: 'charges',
    title: ({ amount, currency, id }) => money({ amount, currency }) || text(id),
    note: ({ status, description }) => text(description) || text(status),
  },
}

export const objectKinds: string[] = Object.keys(kinds)

async function read(upstream: StripeUpstream, environment: EnvironmentName, path: string): Promise<Fields> {
  const response = await upstream.send(environment, { method: 'GET', path, headers: {} })
  const body: unknown = await response.json()
  if (!response.ok || !isFields(body)) {
    const error = isFields(body) && isFields(body['error']) ? text(body['error']['message']) : ''
    throw new Error(`Stripe answered ${response.status}. ${error}`)
  }
  return body
}

/** The latest objects of a kind. */
export async function listObjects(
  upstream: StripeUpstream,
  { environment, kind }: { environment: EnvironmentName; kind: string },
): Promise<PickedObject[]> {
  const found = kinds[kind]
  if (!found) return []
  const status = kind === 'subscription' ? '&status=all' : ''
  const { data } = await read(upstream, environment, `/v1/${found.path}?limit=25${status}`)
  return (Array.isArray(data) ? data.filter(isFields) : []).map((fields) => ({
    id: text(fields['id']),
    object: kind,
    title: found.title(fields),
    note: found.note(fields),
  }))
}

/** One object as Stripe returns it. */
export async function readObject(
  upstream: StripeUpstream,
  { environment, kind, id }: { environment: EnvironmentName; kind: string; id: string },
): Promise<Fields | undefined> {
  const found = kinds[kind]
  return found ? read(upstream, environment, `/v1/${found.path}/${encodeURIComponent(id)}`) : undefined
}
