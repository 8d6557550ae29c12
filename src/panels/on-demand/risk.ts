// Draws payments that need attention: incomplete, suspected by the card issuer, or under review.

import type { FraudWarning, OnDemand, Payment, Review } from '#contract/billing.ts'
import type { ListItem } from '#contract/panel.ts'
import { amountOf } from '../amount.ts'
import { dashboardLink } from '../dashboard-link.ts'
import { type Drawing, wordFor } from '../drawing.ts'
import { foreign, foreignValue, idOf } from '../foreign.ts'
import { dateOf } from '../moment.ts'
import { paymentState } from '../payment-state.ts'
import { drawPage, partOf, type Part } from './parts.ts'

const opens = (paymentId: string, { account, words }: Drawing) => ({
  actions: [
    {
      kind: 'open' as const,
      label: words.actions.openInStripe,
      href: dashboardLink(account, 'payments', paymentId),
    },
  ],
})

function drawIncomplete(payment: Payment, drawing: Drawing): ListItem {
  const { words } = drawing
  const { meta, status } = paymentState(payment, { state: 'read', value: [], asOfMs: drawing.nowMs }, drawing)
  const when = dateOf(payment.createdAtMs, 'relative')
  return {
    id: payment.id.slice(0, 255),
    status,
    title: [foreign(payment.description, 300) ?? words.fields.payment],
    amount: [amountOf(payment.amountMinor, payment.currency) ?? words.unknownAmount],
    meta,
    ...(when ? { when: [when] } : {}),
    ...opens(payment.id, drawing),
  }
}

function drawWarning(warning: FraudWarning, drawing: Drawing): ListItem {
  const { onDemand } = drawing.words
  const { id, kind, actionable, createdAtMs, paymentId } = warning
  const when = dateOf(createdAtMs, 'relative')
  const payment = idOf(paymentId)
  return {
    id: id.slice(0, 255),
    status: actionable ? 'bad' : 'info',
    title: onDemand.fraudTitle(wordFor(onDemand.fraud, kind) ?? foreignValue(kind)),
    meta: actionable ? onDemand.actionable : onDemand.settled,
    ...(when ? { when: [when] } : {}),
    ...(payment ? { fields: [{ label: drawing.words.fields.payment, value: [payment] }] } : {}),
    ...opens(paymentId, drawing),
  }
}

function drawReview({ id, reason, createdAtMs, paymentIds }: Review, drawing: Drawing): ListItem {
  const { onDemand } = drawing.words
  const when = dateOf(createdAtMs, 'relative')
  const [paymentId] = paymentIds
  return {
    id: id.slice(0, 255),
    status: 'warn',
    title: onDemand.reviewTitle(wordFor(onDemand.reviewReasons, reason) ?? foreignValue(reason)),
    ...(when ? { when: [when] } : {}),
    ...(paymentId === undefined ? {} : opens(paymentId, drawing)),
  }
}

export function drawRisk(
  { incomplete, warnings, reviews }: OnDemand & { section: 'risk' },
  customerId: string,
  drawing: Drawing,
): Part[] {
  const { more, nothing } = drawing.words.onDemand
  return [
    partOf(
      'incomplete',
      incomplete,
      (page) =>
        drawPage(
          page,
          { none: nothing.incomplete, customerId, draw: (item) => drawIncomplete(item, drawing) },
          drawing,
        ),
      drawing,
    ),
    partOf(
      'warnings',
      warnings,
      (page) =>
        drawPage(
          page,
          {
            none: nothing.warnings,
            more: more.warnings,
            customerId,
            draw: (item) => drawWarning(item, drawing),
          },
          drawing,
        ),
      drawing,
    ),
    partOf(
      'reviews',
      reviews,
      (page) =>
        drawPage(
          page,
          {
            none: nothing.reviews,
            more: more.reviews,
            customerId,
            draw: (item) => drawReview(item, drawing),
          },
          drawing,
        ),
      drawing,
    ),
  ]
}
