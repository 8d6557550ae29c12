// Checks a source's response against the caller's schema.

import type { z } from 'zod'
import { SourceError } from '#definitions/source-error.ts'

/** Describes a mismatch by names and codes, without values. Names that look like data (keys of a record) are left out. */
const placeOf = ({ path, code }: { path: PropertyKey[]; code?: string | undefined }) => {
  const names = path.map((name) =>
    /^(?:\d{1,6}|[A-Za-z_]\w{0,39})$/.test(String(name)) ? String(name) : '*',
  )
  return `${names.join('.') || 'answer'}: ${code ?? 'invalid'}`
}

/** Throws `answer_invalid` with the places as its cause. */
export async function checkResponse<T>(source: string, schema: z.ZodType<T>, value: unknown): Promise<T> {
  const checked = await schema.safeParseAsync(value)
  if (checked.success) return checked.data
  const places = checked.error.issues.slice(0, 5).map(placeOf).join(', ')
  throw new SourceError(source, 'answer_invalid', { cause: new Error(places) })
}

/** Parses JSON. An empty body, such as that of a 204, gives `undefined`. */
export function parseJson(source: string, body: Uint8Array, status: number): unknown {
  if (body.byteLength === 0) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown
  } catch {
    // Drops the error, because messages of JSON.parse quote the body.
    throw new SourceError(source, 'answer_invalid', { status, cause: new Error('answer: not JSON') })
  }
}
