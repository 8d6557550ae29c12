// Parsers for arguments and options that several commands share. An invalid value fails with a message that says what to write.

import { InvalidArgumentError, Option } from 'commander'
import { knownTimeZone } from '#contract/time-zone.ts'

export function positiveInteger(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Write a whole number of at least 1.')
  return value
}

export function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = positiveInteger(text)
    if (value > most) throw new InvalidArgumentError(`Write at most ${most}.`)
    return value
  }
}

export function port(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('Write a port number.')
  return value
}

/** Milliseconds since the epoch. A time without an offset is read as UTC, not in the zone of this machine. */
export function moment(text: string): number {
  const isDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text)
  const hasZone = !text.includes('T') || /(Z|[+-]\d\d:\d\d)$/.test(text)
  const ms = isDate && isDayOfMonth(text) ? Date.parse(hasZone ? text : `${text}Z`) : Number.NaN
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Write a time such as 2026-11-21T08:00:00Z.')
  return ms
}

/** Whether the month has this day: `Date.parse` takes 31 February for 3 March. */
function isDayOfMonth(text: string): boolean {
  const day = text.slice(0, 10)
  const ms = Date.parse(day)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)
}

export function locale(text: string): string {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? 'en'
  } catch {
    throw new InvalidArgumentError('Write a language tag such as en or de-AT.')
  }
}

export function timeZone(text: string): string {
  const known = knownTimeZone(text)
  if (known === undefined) throw new InvalidArgumentError('Write a time zone such as Europe/Berlin.')
  return known
}

export function nonEmpty(text: string): string {
  if (text.trim() === '' || text.length > 80) throw new InvalidArgumentError('Write 1 to 80 characters.')
  return text.trim()
}

/** `invoice.paid, charge.*` */
export const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** An option that may be repeated. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value]

/** `--mode live` or `--mode test`, for events. */
export const modeOption = (): Option =>
  new Option('--mode <mode>', 'only events of this mode').choices(['live', 'test'])
