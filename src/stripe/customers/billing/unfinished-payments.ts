// Finds payments that charges alone do not show: an intent that waits for the customer has no charge yet, and a charge whose
// authorisation was released looks like an open one. Needs one more request, sent only where it can matter.

import type { Cached, CustomerHit, Invoice, Payment } from '#contract/billing.ts'
import type { InvoiceSection, PaymentSection } from './sections.ts'

const running = new Set(['active', 'trialing', 'past_due', 'unpaid', 'paused'])

const isTried = ({ status, attempted, attemptCount }: Invoice) =>
  status === 'open' && (attempted || attemptCount > 0)

/** Authorised, not captured, and not known to be released. */
const isOpenAuthorisation = (payment: Payment) =>
  payment.status === 'succeeded' &&
  !payment.captured &&
  payment.amountCapturedMinor === 0 &&
  payment.amountReleasedMinor === 0

/** Whether reading the intents is worth a request. For an ordinary customer with settled charges it is not. */
export function areIntentsNeeded(
  hit: CustomerHit,
  invoices: Cached<InvoiceSection>,
  payments: Cached<PaymentSection>,
): boolean {
  if (payments.state === 'unavailable' || payments.value.from !== 'charges') return false
  const { items } = payments.value
  if (items.some(isOpenAuthorisation)) return true
  const subscriptions = hit.subscriptions.state === 'read' ? hit.subscriptions.value.items : []
  // Nothing was ever charged and no subscription runs, so unfinished payments are all there is to show.
  if (items.length === 0 && !subscriptions.some(({ status }) => running.has(status))) return true
  if (invoices.state === 'unavailable') return false
  const charged = new Set(items.flatMap(({ id, paymentIntentId }) => [id, paymentIntentId]))
  const incomplete = new Set(
    subscriptions.filter(({ status }) => status === 'incomplete').map(({ id }) => id),
  )
  return invoices.value.page.items.some(
    (invoice) =>
      (isTried(invoice) ||
        (invoice.subscriptionId !== undefined && incomplete.has(invoice.subscriptionId))) &&
      invoice.paymentIds.some((id) => !charged.has(id)),
  )
}

/** States in which an intent without a charge is shown. */
const unfinished = new Set([
  'processing',
  'requires_action',
  'requires_capture',
  'requires_confirmation',
  'requires_payment_method',
])

/** Corrects the charges by their intents, and adds the intents without a charge. */
export function withIntents(charges: PaymentSection, intents: readonly Payment[]): PaymentSection {
  const byId = new Map(intents.map((intent) => [intent.id, intent]))
  const charged = new Set(charges.items.map(({ paymentIntentId }) => paymentIntentId))
  const corrected = charges.items.map((charge) => {
    const intent = byId.get(charge.paymentIntentId ?? '')
    return intent?.status === 'canceled' && isOpenAuthorisation(charge)
      ? { ...charge, amountReleasedMinor: charge.amountMinor }
      : charge
  })
  const alone = intents.filter(({ id, status }) => !charged.has(id) && unfinished.has(status))
  const items = [...corrected, ...alone].sort((a, b) => b.createdAtMs - a.createdAtMs)
  return { ...charges, items }
}
