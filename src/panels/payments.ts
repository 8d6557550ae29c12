// Draws the payments section: each payment with its state; opens to refunds, the dispute, ids and the receipt.

import type { CustomerBilling, Dispute, Page, Payment, Refund } from '#contract/billing.ts'
import type { Action, Field, ListItem, Panel } from '#contract/panel.ts'
import { joinLines, line, type Line } from '#words/line.ts'
import { amountOf } from './amount.ts'
import { isUnderWay } from './collection.ts'
import { customerLink, dashboardLink, stripeHref } from './dashboard-link.ts'
import { declineOf } from './decline.ts'
import { disputeState, isOpenDispute } from './dispute-state.ts'
import { type Drawing, wordFor } from './drawing.ts'
import { foreign, idOf } from './foreign.ts'
import { dateOf } from './moment.ts'
import { methodLine } from './payment-method.ts'
import { disputeFor, paymentState, riskOf } from './payment-state.ts'
import { refundState, unsettledRefunds } from './refund-state.ts'
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

/** Whether the captured amount differs from the authorised one. */
const isTakenOtherwise = ({ amountMinor, amountCapturedMinor }: Payment) =>
  amountCapturedMinor > 0 && amountCapturedMinor !== amountMinor

/** The authorised amount next to the captured one. */
function authorisationFields(payment: Payment, { words }: Drawing): Field[] {
  const { amountMinor, amountReleasedMinor, currency } = payment
  if (!isTakenOtherwise(payment)) return []
  const { fields } = words
  const authorised = amountOf(amountMinor, currency)
  const released = amountReleasedMinor > 0 ? amountOf(amountReleasedMinor, currency) : undefined
  return [
    ...(authorised ? [{ label: fields.authorised, value: [authorised] }] : []),
    ...(released ? [{ label: fields.released, value: [released], note: fields.neverTaken }] : []),
  ]
}

function refundFields(payment: Payment, drawing: Drawing): Field[] {
  const { fields } = drawing.words
  const { refunds, refundsHasMore } = payment
  const unsettled = new Set(unsettledRefunds(payment))
  const hidden = refunds.length - refundsShown
  // Failed refunds are always listed, never just counted.
  const pressing = [...refunds].sort((a, b) => Number(unsettled.has(b)) - Number(unsettled.has(a)))
  const shown = pressing.slice(0, refundsShown).flatMap((refund): Field[] => {
    const { status, meta } = refundState(refund, drawing, !unsettled.has(refund))
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
  if (hidden <= 0 && !refundsHasMore) return shown
  return [...shown, { label: fields.refund, value: fields.moreRefunds(Math.max(0, hidden), refundsHasMore) }]
}

/** The cost of a dispute: its amount and the fees, which are in the settlement currency. Never summed across currencies. */
function heldFields(dispute: Dispute, { words }: Drawing): Field[] {
  const { fields } = words
  const { amountMinor, currency, fees = [] } = dispute
  const feeLine = joinLines(
    fees.map((fee): Line => [amountOf(fee.amountMinor, fee.currency) ?? words.unknownAmount]),
    words.comma,
  )
  const isHeld = isOpenDispute(dispute) && !dispute.status.startsWith('warning_')
  if (!isHeld) return fees.length > 0 ? [{ label: fields.disputeFee, value: feeLine }] : []
  const [fee] = fees
  const isIn = fees.length === 1 && fee?.currency === currency
  const held = amountOf(-(amountMinor + (isIn ? fee.amountMinor : 0)), currency)
  if (!held) return []
  const note = fees.length === 0 ? {} : { note: isIn ? fields.withFee(feeLine) : fields.plusFee(feeLine) }
  return [{ label: fields.heldBack, value: [held], ...note }]
}

function disputeFields(dispute: Dispute | undefined, drawing: Drawing): Field[] {
  if (!dispute) return []
  const { fields } = drawing.words
  const key = idOf(dispute.id)
  const { meta } = disputeState(dispute, drawing)
  const warned = isOpenDispute(dispute) && !dispute.refundable
  return [
    ...heldFields(dispute, drawing),
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
    ...authorisationFields(payment, drawing),
    ...refundFields(payment, drawing),
    ...(presented ? [{ label: fields.presented, value: [presented] }] : []),
    ...(key ? [{ label: fields.payment, value: [key] }] : []),
  ]
}

function actionsOf(payment: Payment, dispute: Dispute | undefined, { words, account }: Drawing): Action[] {
  const { actions, replies } = words
  // A failed charge has no receipt to show.
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

/** Draws one payment with its state and details. */
export function drawPayment(
  payment: Payment,
  billing: Pick<CustomerBilling, 'disputes'>,
  drawing: Drawing,
): ListItem {
  const state = paymentState(payment, billing.disputes, drawing)
  const dispute = disputeFor(payment, billing.disputes)
  const { amountMinor, amountCapturedMinor, currency } = payment
  const amount = amountOf(isTakenOtherwise(payment) ? amountCapturedMinor : amountMinor, currency)
  const date = dateOf(payment.createdAtMs, 'relative')
  const when = state.when ?? (date && [date])
  return {
    id: payment.id.slice(0, 255),
    status: state.status,
    ...(state.icon ? { icon: state.icon } : {}),
    title: payment.method ? methodLine(payment.method, drawing) : [drawing.words.fields.payment],
    amount: amount ? [state.struck ? { ...amount, struck: true } : amount] : drawing.words.unknownAmount,
    meta: state.meta,
    ...(when ? { when } : {}),
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
  const unsettled = items.flatMap(unsettledRefunds).length
  if (unsettled > 0) return { note: { status: 'bad', text: sections.failedRefunds(unsettled) } }
  const underWay = items.filter(isUnderWay).length
  if (underWay > 0) return { note: { status: 'info', text: sections.underWay(underWay) } }
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
    const items = page.items.slice(0, listMax).map((payment) => drawPayment(payment, billing, drawing))
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

/** Failed refunds of all payments read that were not made again successfully. */
export function failedRefunds(billing: CustomerBilling): { payment: Payment; refund: Refund }[] {
  const payments = valueOf(billing.payments)?.items ?? []
  return payments.flatMap((payment) => unsettledRefunds(payment).map((refund) => ({ payment, refund })))
}
