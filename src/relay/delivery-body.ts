// Composes the body that an endpoint is sent: the payload that Standard Webhooks recommends, with Stripe's event in it unchanged.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure

import { z } from 'zod'
import type { EventRow } from '#store/events.ts'

/** The part of an event that the relay needs. */
export type RelayedEvent = Pick<
  EventRow,
  'id' | 'type' | 'mode' | 'accountId' | 'accountName' | 'occurredAtMs' | 'payload'
>

const bytesMax = 256 * 1024

/** Returns the text that is signed and sent; `undefined` when even the shortened event is too large. */
export function composeBody(event: RelayedEvent): string | undefined {
  const whole = bodyOf(event, event.payload)
  if (isSmall(whole)) return whole
  const short = bodyOf(event, shorten(event.payload), { shortened: true })
  return isSmall(short) ? short : undefined
}

const isSmall = (text: string) => new TextEncoder().encode(text).length <= bytesMax

/** Inserts the event as text, because parsing and writing it again might change its numbers and the order of its fields. */
function bodyOf(event: RelayedEvent, payload: string, more: { shortened?: true } = {}): string {
  const { type, mode, accountId, accountName, occurredAtMs } = event
  const head = JSON.stringify({
    type,
    timestamp: new Date(occurredAtMs).toISOString(),
    account: { accountId, name: accountName, mode },
    ...more,
  })
  return `${head.slice(0, -1)},"data":${payload}}`
}

const reference = z.object({ id: z.string().optional(), object: z.string().optional() })
const snapshot = z.looseObject({ data: z.object({ object: reference }).optional() })

/** Keeps of the object only what is needed to fetch it. */
const shorten = (payload: string): string => JSON.stringify(snapshot.parse(JSON.parse(payload)))
