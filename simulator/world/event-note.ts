// Summarises a Stripe event sent to the gateway, for the log.

import { z } from 'zod'

const eventSchema = z.object({
  type: z.string(),
  data: z.object({ object: z.object({ id: z.string().optional() }) }).optional(),
  related_object: z.object({ id: z.string() }).nullish(),
})

/** "charge.refunded, ch_…"; '' if the body is not an event. */
export function eventNote(body: string): string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    // Truncated, or not an event: the line gets no note.
    return ''
  }
  const { success, data: event } = eventSchema.safeParse(value)
  if (!success) return ''
  const id = event.data?.object.id ?? event.related_object?.id
  return [event.type, ...(id === undefined ? [] : [id])].join(', ')
}
