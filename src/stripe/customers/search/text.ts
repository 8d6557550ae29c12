// Parses what was typed into the search box. Never fails: whatever is not recognised is searched as text.

import { isAddress } from '../addresses.ts'

export type SearchText =
  | { kind: 'nothing' }
  | { kind: 'address'; address: string }
  | { kind: 'customer'; id: string }
  /** `gcus_…`, a guest in the Dashboard, which Stripe's API does not know. */
  | { kind: 'guest_customer'; id: string }
  /** Another object, with the resource of its prefix. */
  | { kind: 'object'; id: string; resource: string }
  | { kind: 'invoice_number'; number: string }
  | { kind: 'receipt_number'; number: string }
  | { kind: 'last4'; digits: string }
  | { kind: 'phone'; spellings: string[] }
  | { kind: 'metadata'; key: string; value: string }
  /** `literal` is the part that Search accepts; hits are compared with the whole `text`. */
  | { kind: 'text'; text: string; literal: string }

/** Stripe does not guarantee prefixes; they only tell where to look first. */
const resources: Readonly<Record<string, string>> = {
  sub: 'subscriptions',
  in: 'invoices',
  pi: 'payment_intents',
  ch: 'charges',
  py: 'charges',
  re: 'refunds',
  pyr: 'refunds',
  dp: 'disputes',
  du: 'disputes',
  cs: 'checkout/sessions',
  pm: 'payment_methods',
}

const textCharsMin = 3

function parseId(text: string): SearchText | undefined {
  const [, prefix = ''] = /^([a-z]{2,4})_[A-Za-z0-9_]{3,250}$/.exec(text) ?? []
  if (prefix === 'cus' || prefix === 'acct') return { kind: 'customer', id: text }
  if (prefix === 'gcus') return { kind: 'guest_customer', id: text }
  const resource = Object.hasOwn(resources, prefix) ? resources[prefix] : undefined
  return resource ? { kind: 'object', id: text, resource } : undefined
}

function parsePhone(text: string): SearchText | undefined {
  if (!/^\+?[\d\s()./-]{7,24}$/.test(text)) return undefined
  const digits = text.replace(/[^\d+]/g, '')
  // Stripe stores it as entered, so both spellings are searched.
  return digits.length >= 7 ? { kind: 'phone', spellings: [...new Set([text, digits])] } : undefined
}

/** Takes the longest piece that Search accepts literally; quotes and backslashes never go into a query. */
function parseText(text: string): SearchText {
  const pieces = text.split(/["\\\p{Cc}\p{Cs}\u2028\u2029]+/u).map((piece) => piece.trim().slice(0, 200))
  const literal = pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')
  return literal.length < textCharsMin ? { kind: 'nothing' } : { kind: 'text', text, literal }
}

/** Recognises addresses, ids, numbers, phones and `key=value`. */
export function parseSearchText(typed: string): SearchText {
  const text = typed.slice(0, 500).trim()
  if (isAddress(text)) return { kind: 'address', address: text }
  const id = parseId(text)
  if (id) return id
  if (/^\d{4}$/.test(text)) return { kind: 'last4', digits: text }
  if (/^\d{4}-\d{4}$/.test(text)) return { kind: 'receipt_number', number: text }
  const phone = parsePhone(text)
  if (phone) return phone
  const [, key, value] = /^(?:metadata\s)?\s*([\w.-][\w .-]{0,39}?)\s*=\s*(\S[^\n]{0,253})$/.exec(text) ?? []
  if (key && value) return { kind: 'metadata', key, value }
  if (/^(?=\S*\d)[A-Za-z0-9]{2,24}(?:-[A-Za-z0-9]{1,24}){1,3}$/.test(text)) {
    return { kind: 'invoice_number', number: text }
  }
  return parseText(text)
}
