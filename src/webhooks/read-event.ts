// Reads the body of a webhook: bytes in, an event out. It is strict, because an event is worked on later, when Stripe cannot be told
// any more that it was refused. https://docs.stripe.com/event-destinations#events-overview

import { z } from 'zod'
import type { Mode } from '#contract/billing.ts'
import { isOddText } from '#odd-text.ts'

/** An event of either form. `payload` holds the whole of it. */
export type ReadEvent = {
  eventId: string
  form: 'snapshot' | 'thin'
  type: string
  mode: Mode
  /** `acct_…` of a connected account; absent for the tenant's own. */
  accountId?: string
  /** `acct_…` of the platform the account is connected to, where the event names it. */
  platformId?: string
  objectId?: string
  /** `cus_…` of the customer that the object belongs to, or is. */
  customerId?: string
  occurredAtMs: number
  payload: string
}

export type EventFault = 'not_utf8' | 'not_json' | 'not_an_event'

const eventId = z.string().regex(/^evt_[A-Za-z0-9_]{1,250}$/)
/** Any printable word: Stripe may name a type in a new way, as it did with `v2.core.account[requirements].updated`. */
const eventType = z.string().regex(/^[!-~]{1,255}$/)
const accountId = z.string().regex(/^acct_[A-Za-z0-9]{1,100}$/)

const context = z.string().max(300)

/** An object of Stripe. Its fields are not checked one by one, which `z.record` would do. */
const anyObject = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)

const snapshotSchema = z.object({
  object: z.literal('event'),
  id: eventId,
  type: eventType,
  created: z.number().int().min(0).max(99_999_999_999),
  livemode: z.boolean(),
  account: accountId.nullish(),
  context: context.nullish(),
  data: z.object({ object: anyObject }),
})

const thinSchema = z.object({
  object: z.literal('v2.core.event'),
  id: eventId,
  type: eventType,
  created: z.iso.datetime({ offset: true }),
  livemode: z.boolean(),
  context: context.nullish(),
  related_object: z.object({ id: z.string().min(1).max(255) }).nullish(),
})

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes the exact text that was signed; `undefined` when it is not valid UTF-8. */
export function decodeBody(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    // The caller reports it.
    return undefined
  }
}

/** Reads an event from a text whose signature has been verified. */
export function readEvent(
  payload: string,
): { ok: true; event: ReadEvent } | { ok: false; reason: EventFault } {
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    // The error would quote the body.
    return { ok: false, reason: 'not_json' }
  }
  const event = readSnapshot(value, payload) ?? readThin(value, payload)
  return event ? { ok: true, event } : { ok: false, reason: 'not_an_event' }
}

function readSnapshot(value: unknown, payload: string): ReadEvent | undefined {
  const { success, data: event } = snapshotSchema.safeParse(value)
  if (!success) return undefined
  const { object } = event.data
  const objectId = readId(object['id'])
  // An event of a connected account has both, and the context may name the platform instead.
  const account = event.account ?? readContext(event.context)
  const customerId = objectId?.startsWith('cus_') ? objectId : readId(object['customer'])
  return {
    eventId: event.id,
    form: 'snapshot',
    type: event.type,
    mode: event.livemode ? 'live' : 'test',
    ...(account ? { accountId: account, ...platformOf(event.context, account) } : {}),
    ...(objectId === undefined ? {} : { objectId }),
    ...(customerId === undefined ? {} : { customerId }),
    occurredAtMs: event.created * 1000,
    payload,
  }
}

/** Reads an id, or the id of an expanded object. */
function readId(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null && 'id' in value) return readId(value.id)
  if (typeof value !== 'string' || value === '' || value.length > 255) return undefined
  // People choose ids of products and coupons themselves. An odd one stays in the payload and not in a column.
  return isOddText(value) ? undefined : value
}

/** Reads the account the event belongs to, which may stand below an organization or a platform. https://docs.stripe.com/context */
function readContext(value: string | null | undefined): string | undefined {
  return accountId.safeParse(value?.split('/').at(-1)).data
}

/** Reads the platform from `acct_platform/acct_connected`, as events of an organization have it. */
function platformOf(value: string | null | undefined, account: string): { platformId?: string } {
  const [platform, last] = value?.split('/').slice(-2) ?? []
  const platformId = last === account ? accountId.safeParse(platform).data : undefined
  return platformId === undefined ? {} : { platformId }
}

function readThin(value: unknown, payload: string): ReadEvent | undefined {
  const { success, data: event } = thinSchema.safeParse(value)
  if (!success) return undefined
  const account = readContext(event.context)
  return {
    eventId: event.id,
    form: 'thin',
    type: event.type,
    mode: event.livemode ? 'live' : 'test',
    ...(account ? { accountId: account, ...platformOf(event.context, account) } : {}),
    ...(event.related_object ? { objectId: event.related_object.id } : {}),
    occurredAtMs: Date.parse(event.created),
    payload,
  }
}
