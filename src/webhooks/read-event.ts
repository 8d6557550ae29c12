// The body of a webhook: bytes in, what is kept of the event out. Strict, because what is stored is worked on later, when
// nobody can be told any more. https://docs.stripe.com/event-destinations#events-overview

import { z } from 'zod'
import type { Mode } from '#contract/billing.ts'

/** What Stripe says about an event, of either form; the whole of it stays in `payload`. */
export type ReadEvent = {
  eventId: string
  form: 'snapshot' | 'thin'
  type: string
  mode: Mode
  /** `acct_…` of a connected account; absent for the tenant's own. */
  accountId?: string
  objectId?: string
  /** `cus_…` that the object belongs to, or is. */
  customerId?: string
  occurredAtMs: number
  payload: string
}

export type EventFault = 'not_utf8' | 'not_json' | 'not_an_event'

const eventId = z.string().regex(/^evt_[A-Za-z0-9_]{1,250}$/)
/** Of all types that Stripe has, and nothing that could begin a line of its own somewhere. */
const eventType = z.string().regex(/^[a-z0-9_.]{1,150}$/i)
const accountId = z.string().regex(/^acct_[A-Za-z0-9]{1,100}$/)

const snapshotSchema = z.object({
  object: z.literal('event'),
  id: eventId,
  type: eventType,
  created: z.number().int().min(0).max(99_999_999_999),
  livemode: z.boolean(),
  account: accountId.nullish(),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
})

const thinSchema = z.object({
  object: z.literal('v2.core.event'),
  id: eventId,
  type: eventType,
  created: z.iso.datetime({ offset: true }),
  livemode: z.boolean(),
  context: z.string().max(300).nullish(),
  related_object: z.object({ id: z.string().min(1).max(255) }).nullish(),
})

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The exact text that was signed; `undefined` for invalid UTF-8, which no text stands for. */
export function decodeBody(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    // The caller says so.
    return undefined
  }
}

/** Call it only with a text whose signature is verified. */
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
  const customerId = objectId?.startsWith('cus_') ? objectId : readId(object['customer'])
  return {
    eventId: event.id,
    form: 'snapshot',
    type: event.type,
    mode: event.livemode ? 'live' : 'test',
    ...(event.account ? { accountId: event.account } : {}),
    ...(objectId === undefined ? {} : { objectId }),
    ...(customerId === undefined ? {} : { customerId }),
    occurredAtMs: event.created * 1000,
    payload,
  }
}

/** An id, or that of an expanded object. */
function readId(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null && 'id' in value) return readId(value.id)
  return typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined
}

/** `context` names the account, below an organization or alone. https://docs.stripe.com/context */
function readThin(value: unknown, payload: string): ReadEvent | undefined {
  const { success, data: event } = thinSchema.safeParse(value)
  if (!success) return undefined
  const named = accountId.safeParse(event.context?.split('/').at(-1))
  return {
    eventId: event.id,
    form: 'thin',
    type: event.type,
    mode: event.livemode ? 'live' : 'test',
    ...(named.success ? { accountId: named.data } : {}),
    ...(event.related_object ? { objectId: event.related_object.id } : {}),
    occurredAtMs: Date.parse(event.created),
    payload,
  }
}
