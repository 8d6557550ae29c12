// Objects and events of the simulated Stripe, to try a remote service with. The service has never seen their ids.

import { randomBytes } from 'node:crypto'
import type { RemoteMessageOf } from '#contract/remote.ts'
import type { SubjectKind } from '#contract/subject.ts'
import { isEventType, type EventType } from '../../simulator/stripe/event-types.ts'
import { createSamples } from '../../simulator/stripe/sample-event.ts'

type Subject = RemoteMessageOf<'load'>['subject']

const newId = (prefix: string): string => `${prefix}_check${randomBytes(8).toString('hex')}`

function eventOf(type: EventType, nowMs: number): Record<string, unknown> {
  return createSamples(nowMs).snapshot({ type, livemode: false, overrides: {}, nowMs, newId })
}

/** An event whose object is of this kind. */
const eventTypes = {
  customer: 'customer.updated',
  invoice: 'invoice.paid',
  product: 'product.updated',
  subscription: 'customer.subscription.updated',
  payment: 'payment_intent.succeeded',
} as const satisfies Record<Exclude<SubjectKind, 'email'>, EventType>

export function sampleSubject(kind: SubjectKind, nowMs: number): Subject {
  if (kind === 'email') return { kind, address: 'check@example.com' }
  const { data } = eventOf(eventTypes[kind], nowMs) as { data: { object: Record<string, unknown> } }
  return { kind, id: String(data.object['id']), object: data.object }
}

/** `undefined` for a type that Stripe does not have. */
export const sampleEvent = (type = 'invoice.paid', nowMs: number): Record<string, unknown> | undefined =>
  isEventType(type) ? eventOf(type, nowMs) : undefined
