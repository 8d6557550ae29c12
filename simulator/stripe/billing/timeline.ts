// What Stripe does by itself as time passes, with what was bought through Checkout. The seeded world stands still: its people are made
// for one moment.

import { changeAndRecord, recordEventOf, type Stage } from '../happen.ts'
import type { Compartment, World } from '../store.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import { attemptPayment, draftInvoice, draftSeconds, finalizeInvoice } from './invoices.ts'
import { beginPeriod, cancelNow, endTrial } from './subscriptions.ts'

type Happening = { atMs: number; store: Compartment; run: (stage: Stage) => void }

const noticeSeconds = 3 * 86_400
const hasEvent = (store: Compartment, subject: string, type: string): boolean =>
  store.related('event', 'subject', subject).some((event) => event.type === type)

function renew(stage: Stage, held: Tables['subscription']): void {
  if (held.cancel_at_period_end) {
    cancelNow(stage, held, 'cancellation_requested')
    return
  }
  const period = beginPeriod(stage, held)
  recordEventOf(stage, 'customer.subscription.updated', held)
  const made = draftInvoice(stage, held, { period, reason: 'subscription_cycle', isFree: false })
  // Of an unpaid subscription invoices stay drafts.
  if (held.status === 'unpaid') made.auto_advance = false
}

function* ofSubscription(store: Compartment, held: Tables['subscription']): Generator<Happening> {
  const at = (seconds: number, run: Happening['run']): Happening => ({ atMs: seconds * 1000, store, run })
  const [item] = store.related('subscription_item', 'subscription', held.id)
  if (held.status === 'trialing' && held.trial_end !== null) {
    const willEnd = 'customer.subscription.trial_will_end'
    if (!hasEvent(store, held.id, willEnd))
      yield at(Math.max(held.trial_end - noticeSeconds, held.created), (stage) =>
        recordEventOf(stage, willEnd, held),
      )
    yield at(held.trial_end, (stage) => {
      const period = endTrial(stage, held)
      if (period) draftInvoice(stage, held, { period, reason: 'subscription_cycle', isFree: false })
    })
  } else if (item && ['active', 'past_due', 'unpaid'].includes(held.status)) {
    yield at(item.current_period_end, (stage) => renew(stage, held))
  }
  for (const invoice of store.related('invoice', 'customer', idOf(held.customer))) {
    if (invoice.parent?.subscription_details?.subscription !== held.id) continue
    if (invoice.status === 'draft' && invoice.auto_advance)
      yield at(invoice.created + draftSeconds, (stage) => void finalizeInvoice(stage, invoice))
    if (invoice.status === 'open' && typeof invoice.next_payment_attempt === 'number')
      yield at(invoice.next_payment_attempt, (stage) => void attemptPayment(stage, invoice))
  }
}

function* upcoming(store: Compartment): Generator<Happening> {
  for (const session of store.all('checkout.session')) {
    if (session.status === 'open')
      yield {
        atMs: session.expires_at * 1000,
        store,
        run: (stage) => void expireSession(stage, session),
      }
    const bought =
      typeof session.subscription === 'string' && store.find('subscription', session.subscription)
    if (bought) yield* ofSubscription(store, bought)
  }
}

/** Expires an open session. */
export const expireSession = (stage: Stage, held: Tables['checkout.session']): Tables['checkout.session'] =>
  changeAndRecord(
    stage,
    'checkout.session',
    held,
    { status: 'expired', url: null },
    'checkout.session.expired',
  )

/** The next thing to happen until a time, in the order of time. */
export function nextHappening(world: World, untilMs: number): Happening | undefined {
  const due = world
    .compartments()
    .flatMap((store) => [...upcoming(store)])
    .filter(({ atMs }) => atMs <= untilMs)
  return due.reduce<Happening | undefined>(
    (first, each) => (first === undefined || each.atMs < first.atMs ? each : first),
    undefined,
  )
}
