// Parses how a customer was found, which the sidebar sends back when a section is opened. It is only shown, and decides nothing.

import { z } from 'zod'
import type { Match } from '#contract/billing.ts'

const text = z.string().max(200)
const matchSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('address'), address: text }),
  z.strictObject({ kind: z.literal('pinned'), by: text.optional(), atMs: z.number() }),
  z.strictObject({ kind: z.literal('chosen') }),
  z.strictObject({ kind: z.literal('found'), field: text, text }),
  z.strictObject({ kind: z.literal('domain'), domain: text }),
])

/** Returns `undefined` for anything that is not a match. */
export function parseMatch(json: string | undefined): Match | undefined {
  if (json === undefined) return undefined
  try {
    const { data } = matchSchema.safeParse(JSON.parse(json))
    if (data?.kind !== 'pinned') return data
    const { by, ...rest } = data
    return by === undefined ? rest : { ...rest, by }
  } catch {
    // Not JSON: only a page of another build would send that, and the section does not need it.
    return undefined
  }
}
