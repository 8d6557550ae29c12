// Secrets that are easy to find again: whatever a suite does with them, afterwards its database, log, metrics, errors and answers are
// searched for them, in every form in which a program writes a secret down by mistake.

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { tablesOf } from '../recording/release.ts'
import type { JobStore } from './database.ts'

/** Assembled from parts, so that no scanner mistakes a line of a test for a secret. */
export const createCanary = (...parts: string[]): string =>
  [...parts, `canary${randomBytes(12).toString('hex')}`].join('_')

/** As itself, in JSON, in an address, in base64 at any offset, in hex; and its random end alone, as after a cut. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    // The first and last letters depend on the neighbours.
    return text.slice(offset === 0 ? 0 : 4, -4)
  })
  const base64 = shifted.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
  const forms = [secret, encodeURIComponent(secret), ...base64, bytes.toString('hex'), secret.slice(-16)]
  return [...new Set(forms.flatMap((form) => [form, form.toLowerCase()]))]
}

/** Where secrets were found: `name of the secret in name of the place`. */
export function findCanaries(secrets: Record<string, string>, places: Record<string, string>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const forms = formsOf(secret)
    return Object.entries(places)
      .filter(([, text]) => forms.some((form) => text.includes(form)))
      .map(([place]) => `${name} in ${place}`)
  })
}

/** Every row of every table, as text. */
export async function dumpDatabase(store: Pick<JobStore, 'db' | 'dialect'>): Promise<Record<string, string>> {
  const dump: Record<string, string> = {}
  for (const { name } of await tablesOf(store)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(store.db)
    dump[`table ${name}`] = rows.map((row) => Object.values(row).join('\n')).join('\n')
  }
  return dump
}
