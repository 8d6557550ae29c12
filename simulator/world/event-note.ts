// What an event of Stripe on its way to the gateway is about, for the log.

import { z } from 'zod'

const eventSchema = z.object({
  type: z.string(),
  data: z.object({ object: z.object({ id: z.string().optional() }) }).optional(),
  related_object: z.object({ id: z.string() }).nullish(),
})

/** "charge.refunded, ch_…"; '' for what is no event. */
export function eventNote(body: string): string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    // Cut off, or no event: the line stands without a note.
    return ''
  }
  const { success, data: event } = eventSchema.safeParse(value)
  if (!success) return ''
  const id = event.data?.object.id ?? event.related_object?.id
  return [event.type, ...(id === undefined ? [] : [id])].join(', ')
}
