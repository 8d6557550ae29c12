// The small synchronous helpers of the SDK: pure functions, for tests and the iframe alike.

import type { AddressField } from './shapes.ts'

/** First letter in upper case. */
export const capitalize = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Joins names, and the keys of objects whose value is truthy. */
export function classNames(...parts: (string | Record<string, unknown> | null | undefined)[]): string {
  return parts
    .flatMap((part) => {
      if (!part) return []
      return typeof part === 'string' ? [part] : Object.keys(part).filter((key) => Boolean(part[key]))
    })
    .join(' ')
}

/** Initials and "Name <address>" of a person. */
export function formatContact(contact: AddressField): { letters: string; formatted: string } {
  const name = contact.name?.trim() ?? ''
  const address = contact.address ?? contact.phone_number ?? ''
  const words = (name || address).split(/\s+/).filter((word) => word !== '')
  const letters = words
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0x20))
    .join('')
    .toUpperCase()
  return { letters, formatted: name && address ? `${name} <${address}>` : name || address }
}

export type TimestampOptions = { today?: boolean; time?: boolean; year?: boolean }

/** A Unix time in seconds as a short date; a time of day for today. */
export function formatTimestamp(
  seconds: number,
  options: TimestampOptions,
  viewer: { nowMs: number; locale?: string; timeZone?: string },
): { formatted: string } {
  const zone = viewer.timeZone === undefined ? {} : { timeZone: viewer.timeZone }
  const show = (atMs: number, format: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(viewer.locale, { ...format, ...zone }).format(atMs)
  const atMs = seconds * 1000
  const isToday = show(atMs, { dateStyle: 'short' }) === show(viewer.nowMs, { dateStyle: 'short' })
  const time = show(atMs, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  if (isToday && options.today !== false) return { formatted: time }
  const withYear = options.year ?? show(atMs, { year: 'numeric' }) !== show(viewer.nowMs, { year: 'numeric' })
  const day = show(atMs, { day: 'numeric', month: 'short', ...(withYear ? { year: 'numeric' } : {}) })
  return { formatted: options.time ? `${day}, ${time}` : day }
}
