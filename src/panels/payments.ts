// The section of payments: every attempt with how it stands now; opens to refunds, the dispute, ids and the receipt.

import type { CustomerBilling, Dispute, Page, Payment, Refund } from '#contract/billing.ts'
import type { Action, Field, ListItem, Panel } from '#contract/panel.ts'
import { amountOf } from './amount.ts'
import { customerLink, dashboardLink, stripeHref } from './dashboard-link.ts'
import { declineOf } from './decline.ts'
import { disputeState, isOpenDispute } from './dispute-state.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreign, idOf } from './foreign.ts'
import { line } from './line.ts'
import { dateOf } from './moment.ts'
import { methodLine } from './payment-method.ts'
import { disputeFor, paymentState, riskOf } from './payment-state.ts'
import { refundState } from './refund-state.ts'
import { countOf, drawSection } from './section.ts'
import { valueOf } from './standing.ts'

const listMax = 200
const refundsShown = 4

function failureFields(payment: Payment, { words }: Drawing): Field[] {
  const { fields, states } = words
  if (payment.status === 'succeeded') return []
  const decline = declineOf(payment, words)
  const risk = riskOf(payment, { words })
  const advice = wordFor(states.payment.advice, payment.adviceCode)
  return [
    ...(decline
      ? [
          {
            label: fields.bankSays,
            value: decline.reason,
            ...(decline.sensitive ? { note: fields.fraudWarning } : {}),
          },
        ]
      : []),
    ...(risk === undefined ? [] : [{ label: fields.reason, value: [risk] }]),
    ...(decline?.helps === undefined ? [] : [{ label: fields.next, value: decline.helps }]),
    ...(advice === undefined ? [] : [{ label: fields.advice, value: advice }]),
  ]
}

function refundFields(refunds: Refund[], drawing: Drawing): Field[] {
  const { fields } = drawing.words
  return refunds.slice(0, refundsShown).flatMap((refund): Field[] => {
    const { status, meta } = refundState(refund, drawing)
    const amount = amountOf(-refund.amountMinor, refund.currency)
    const reference = idOf(refund.reference)
    const severity = status === 'bad' || status === 'warn' ? { status } : {}
    return [
      {
        label: fields.refund,
        value: amount ? [amount] : drawing.words.unknownAmount,
        note: meta,
        ...severity,
      },
      ...(reference ? [{ label: fields.arn, value: [reference] }] : []),
    ]
  })
}

function disputeFields(dispute: Dispute | undefined, drawing: Drawing): Field[] {
  if (!dispute) return []
  const { fields } = drawing.words
  const { amountMinor, currency, feeMinor = 0, refundable, id } = dispute
  const held = amountOf(-(amountMinor + feeMinor), currency)
  const fee = feeMinor > 0 ? amountOf(feeMinor, currency) : undefined
  const key = idOf(id)
  const { meta } = disputeState(dispute, drawing)
  const warned = isOpenDispute(dispute) && !refundable
  const isHeld = isOpenDispute(dispute) && !dispute.status.startsWith('warning_')
  return [
    ...(isHeld && held
      ? [{ label: fields.heldBack, value: [held], ...(fee ? { note: fields.withFee(fee) } : {}) }]
      : []),
    {
      label: fields.dispute,
      value: key ? [key] : drawing.words.unknown,
      note: warned ? line`${meta}. ${fields.doNotRefund}.` : meta,
    },
  ]
}

function fieldsOf(payment: Payment, dispute: Dispute | undefined, drawing: Drawing): Field[] {
  const { fields } = drawing.words
  const what = foreign(payment.description, 300)
  const presented = payment.presented && amountOf(payment.presented.amountMinor, payment.presented.currency)
  const key = idOf(payment.paymentIntentId ?? payment.id)
  return [
    ...(what ? [{ label: fields.for, value: [what] }] : []),
    ...failureFields(payment, drawing),
    ...disputeFields(dispute, drawing),
    ...refundFields(payment.refunds, drawing),
    ...(presented ? [{ label: fields.presented, value: [presented] }] : []),
    ...(key ? [{ label: fields.payment, value: [key] }] : []),
  ]
}

function actionsOf(payment: Payment, dispute: Dispute | undefined, { words, account }: Drawing): Action[] {
  const { actions, replies } = words
  // A receipt of a failed charge would promise what did not happen.
  const receipt = payment.status === 'succeeded' ? stripeHref(payment.receiptUrl) : undefined
  const failed = payment.status !== 'succeeded' ? declineOf(payment, words) : undefined
  const all: (Action | undefined)[] = [
    {
      kind: 'open',
      label: actions.openInStripe,
      href: dashboardLink(account, 'payments', payment.paymentIntentId ?? payment.id),
    },
    dispute
      ? { kind: 'open', label: actions.openDispute, href: dashboardLink(account, 'disputes', dispute.id) }
      : undefined,
    receipt === undefined
      ? undefined
      : { kind: 'insert', label: actions.insertReceipt, text: replies.receipt, href: receipt },
    failed ? { kind: 'insert', label: actions.insertReason, text: failed.toCustomer } : undefined,
  ]
  return all.filter((action) => action !== undefined)
}

function drawItem(payment: Payment, billing: CustomerBilling, drawing: Drawing): ListItem {
  const state = paymentState(payment, billing.disputes, drawing)
  const dispute = disputeFor(payment, billing.disputes)
  const amount = amountOf(payment.amountMinor, payment.currency)
  const when = dateOf(payment.createdAtMs, 'relative')
  return {
    id: payment.id.slice(0, 255),
    status: state.status,
    ...(state.icon ? { icon: state.icon } : {}),
    title: payment.method ? methodLine(payment.method, drawing) : [drawing.words.fields.payment],
    amount: amount ? [state.struck ? { ...amount, struck: true } : amount] : drawing.words.unknownAmount,
    meta: state.meta,
    ...(when ? { when: [when] } : {}),
    fields: fieldsOf(payment, dispute, drawing),
    actions: actionsOf(payment, dispute, drawing),
  }
}

function noteOf(
  { items, hasMore }: Page<Payment>,
  billing: CustomerBilling,
  { words }: Drawing,
): Pick<Panel, 'note' | 'open'> {
  const { sections } = words
  const disputed = items.filter((payment) => {
    const dispute = disputeFor(payment, billing.disputes)
    return payment.disputed && (dispute === undefined || isOpenDispute(dispute))
  }).length
  if (disputed > 0)
    return { open: true, note: { status: 'bad', icon: 'flag', text: sections.disputed(disputed) } }
  const failedRefunds = items
    .flatMap(({ refunds }) => refunds)
    .filter(({ status }) => status === 'failed').length
  if (failedRefunds > 0) return { note: { status: 'bad', text: sections.failedRefunds(failedRefunds) } }
  const failed = items.filter(({ status }) => status === 'failed').length
  if (failed > 0) return { note: { text: sections.failed(failed) } }
  const fine = items.every(({ status, captured }) => status === 'succeeded' && captured)
  return fine && !hasMore ? { note: { text: sections.allSucceeded } } : {}
}

/** Draws the section. */
export function drawPayments(billing: CustomerBilling, drawing: Drawing): Panel {
  const { sections } = drawing.words
  const frame = { id: 'payments', title: sections.payments, subject: 'payments' as const }
  const draw = (page: Page<Payment>): Omit<Panel, 'id' | 'title' | 'asOf'> => {
    if (page.items.length === 0)
      return { note: { text: sections.none }, blocks: [{ type: 'text', text: sections.noPayments }] }
    const items = page.items.slice(0, listMax).map((payment) => drawItem(payment, billing, drawing))
    const href = customerLink(drawing.account, billing.customer.id)
    const more =
      page.hasMore || page.items.length > listMax ? { more: { text: sections.stripeHasMore, href } } : {}
    return {
      ...countOf(page),
      ...noteOf(page, billing, drawing),
      blocks: [{ type: 'list', items, shown: 3, ...more }],
    }
  }
  return drawSection(frame, billing.payments, draw, drawing)
}

/** Refunds that failed, of all payments read. */
export function failedRefunds(billing: CustomerBilling): { payment: Payment; refund: Refund }[] {
  const payments = valueOf(billing.payments)?.items ?? []
  return payments.flatMap((payment) =>
    payment.refunds.filter(({ status }) => status === 'failed').map((refund) => ({ payment, refund })),
  )
}
