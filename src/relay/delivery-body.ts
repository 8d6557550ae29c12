// What an endpoint is sent: the payload that Standard Webhooks recommends, with Stripe's event inside exactly as it came.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure

import { z } from 'zod'
import type { EventRow } from '#store/events.ts'

/** An event of the inbox, as far as the relay looks at it. */
export type RelayedEvent = Pick<
  EventRow,
  'id' | 'type' | 'mode' | 'accountId' | 'accountName' | 'occurredAtMs' | 'payload'
>

const bytesMax = 256 * 1024

/** The text that is signed and sent; `undefined` where even what identifies the event is too large. */
export function composeBody(event: RelayedEvent): string | undefined {
  const whole = bodyOf(event, event.payload)
  if (isSmall(whole)) return whole
  const short = bodyOf(event, shorten(event.payload), { shortened: true })
  return isSmall(short) ? short : undefined
}

const isSmall = (text: string) => new TextEncoder().encode(text).length <= bytesMax

/** The event is put in as text: parsed and written again, its numbers and the order of its fields might not be the same. */
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

/** Of the object only what it takes to fetch it. */
const shorten = (payload: string): string => JSON.stringify(snapshot.parse(JSON.parse(payload)))
