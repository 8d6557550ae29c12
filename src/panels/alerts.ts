// What is wrong, worst first, each in one sentence with at most two links. The verdict already says "Past due", so no alert repeats it.

import type { CustomerBilling, Invoice, Payment, Subscription } from '#contract/billing.ts'
import type { Action, BlockOf } from '#contract/panel.ts'
import { amountOf } from './amount.ts'
import { dashboardLink } from './dashboard-link.ts'
import { doubledProducts } from './doubled-products.ts'
import { disputeKind, disputeReason, needsAnswer } from './dispute-state.ts'
import type { Drawing } from './drawing.ts'
import { creditOf } from './fields.ts'
import { foreign } from './foreign.ts'
import { hasFailed, invoiceState, isOverdue } from './invoice-state.ts'
import { joinLines, type Line } from './line.ts'
import { dateOf, daysUntil, isPast, isWithinDays } from './moment.ts'
import { payActions } from './past-due.ts'
import { expiryOf, expiryState, methodLine } from './payment-method.ts'
import { failedRefunds } from './payments.ts'
import { refundFailure } from './refund-state.ts'
import { hasMethod, leadingGroup, nextChargeAtMs, unpaidInvoices, valueOf } from './standing.ts'
import { endsAtMs, isEnding, isLive, methodFor } from './subscription-state.ts'
import { disputeTask, trialTask } from './team-actions.ts'
import { permissionAlert, type Subject } from './unavailable.ts'

type Alert = BlockOf<'alert'>
type Sight = {
  billing: CustomerBilling
  verdict: BlockOf<'verdict'>
  subscriptions: Subscription[]
  invoices: Invoice[]
  payments: Payment[]
  drawing: Drawing
}

/** Most alerts of one kind: a customer with a hundred failed invoices is told in three. */
const eachMax = 3
const soonDays = 7
const trialDays = 3

const open = (label: string, href: string): Action => ({ kind: 'open', label, href })

function disputeAlerts({ billing, drawing }: Sight): Alert[] {
  const { words, account, nowMs } = drawing
  const { alerts, actions } = words
  const pressing = (valueOf(billing.disputes) ?? [])
    .filter(needsAnswer)
    .sort((a, b) => (a.dueAtMs ?? Infinity) - (b.dueAtMs ?? Infinity))
  return pressing.slice(0, eachMax).map((dispute) => {
    const amount = amountOf(dispute.amountMinor, dispute.currency) ?? words.unknownAmount
    const due = dateOf(dispute.dueAtMs)
    const days = isPast(dispute.dueAtMs, nowMs) ? -1 : daysUntil(dispute.dueAtMs ?? nowMs, nowMs)
    const deadline = due ? alerts.disputeDeadline(days) : alerts.disputeNoDeadline
    const reason = words.quote(disputeReason(dispute, drawing)[0] ?? words.unknown)
    return {
      type: 'alert',
      status: 'bad',
      icon: 'flag',
      title: alerts.dispute(disputeKind(dispute, drawing), amount, deadline),
      text: alerts.disputeText(reason, dateOf(dispute.createdAtMs, 'relative'), due),
      actions: [
        open(actions.openDispute, dashboardLink(account, 'disputes', dispute.id)),
        disputeTask(dispute, billing.customer, drawing),
      ],
    }
  })
}

function invoiceAlerts({ invoices, payments, verdict, drawing }: Sight): Alert[] {
  const { words, account, nowMs } = drawing
  if (verdict.word === words.verdict.pastDue) return []
  return unpaidInvoices(invoices, nowMs)
    .slice(0, eachMax)
    .map((invoice) => {
      const amount = amountOf(invoice.amountRemainingMinor, invoice.currency) ?? words.unknownAmount
      const overdue = isOverdue(invoice, nowMs) && !hasFailed(invoice)
      const pay = payActions(invoice, drawing)
      return {
        type: 'alert',
        status: 'bad',
        title: overdue ? words.alerts.invoiceOverdue(amount) : words.alerts.invoiceFailed(amount),
        text: invoiceState(invoice, payments, drawing).meta,
        actions:
          pay.length > 0
            ? pay
            : [open(words.actions.openInStripe, dashboardLink(account, 'invoices', invoice.id))],
      }
    })
}

function refundAlerts({ billing, drawing }: Sight): Alert[] {
  const { words, account } = drawing
  return failedRefunds(billing)
    .slice(0, eachMax)
    .map(({ payment, refund }) => ({
      type: 'alert',
      status: 'bad',
      title: words.alerts.refundFailed(amountOf(refund.amountMinor, refund.currency) ?? words.unknownAmount),
      text: words.alerts.refundFailedText(refundFailure(refund, drawing)),
      actions: [
        open(
          words.actions.openInStripe,
          dashboardLink(account, 'payments', payment.paymentIntentId ?? payment.id),
        ),
      ],
    }))
}

/** Waiting for the customer. An invoice that failed for the same reason says so in its own alert. */
function confirmAlerts({ payments, drawing }: Sight): Alert[] {
  const { words, account } = drawing
  const asked = payments.filter(({ status }) => status === 'requires_action')
  return asked.slice(0, eachMax).map((payment) => ({
    type: 'alert',
    status: 'warn',
    title: words.alerts.confirm(amountOf(payment.amountMinor, payment.currency) ?? words.unknownAmount),
    text: words.alerts.confirmText,
    actions: [open(words.actions.openInStripe, dashboardLink(account, 'payments', payment.id))],
  }))
}

function cardAlerts({ billing, subscriptions, drawing }: Sight): Alert[] {
  const { words, nowMs, account } = drawing
  const { alerts, actions, replies } = words
  const running = subscriptions.filter(
    (one) => isLive(one) && !isEnding(one) && one.collectionMethod !== 'send_invoice',
  )
  const [first] = running.filter((one) => {
    const method = methodFor(one, billing.customer)
    return method && expiryState(method, nowMs)
  })
  const method = first && methodFor(first, billing.customer)
  const state = method && expiryState(method, nowMs)
  if (!method || !state) return []
  const ends = `, ${expiryOf(method) ?? ''}`
  const next = dateOf(
    nextChargeAtMs(
      running.filter((one) => methodFor(one, billing.customer) === method),
      nowMs,
    ),
  )
  const card: Line = [...methodLine(method, drawing), ends]
  const expired = state === 'expired'
  const title = expired
    ? alerts.cardExpired
    : state === 'this_month'
      ? alerts.cardExpiresThisMonth
      : alerts.cardExpiresSoon
  const nextMs = next && Date.parse(next.at)
  const fails =
    expired ||
    (nextMs !== undefined &&
      method.expYear !== undefined &&
      method.expMonth !== undefined &&
      nextMs >= Date.UTC(method.expYear, method.expMonth, 1))
  return [
    {
      type: 'alert',
      status: 'warn',
      title,
      text: fails ? alerts.cardText(card, next) : alerts.cardTextFine(card),
      actions: [
        {
          kind: 'insert',
          label: actions.insertCardQuestion,
          text: expired ? replies.expiredCard : replies.expiringCard,
        },
        open(actions.openInStripe, dashboardLink(account, 'customers', billing.customer.id)),
      ],
    },
  ]
}

function doubleAlerts({ billing, subscriptions, drawing }: Sight): Alert[] {
  const { words, account } = drawing
  return doubledProducts(subscriptions.map((one) => [one]))
    .slice(0, eachMax)
    .map(({ times, name }) => ({
      type: 'alert',
      status: 'warn',
      title: words.alerts.billedTwice,
      text: words.alerts.billedTwiceText(times, name),
      actions: [open(words.actions.openInStripe, dashboardLink(account, 'customers', billing.customer.id))],
    }))
}

function trialAlerts({ billing, subscriptions, drawing }: Sight): Alert[] {
  const { words, nowMs, account } = drawing
  const { alerts } = words
  const ending = subscriptions.filter(
    (one) =>
      one.status === 'trialing' &&
      !isEnding(one) &&
      isWithinDays(one.trialEndsAtMs, nowMs, trialDays) &&
      hasMethod(billing, one) === false,
  )
  return ending.slice(0, eachMax).map((one) => {
    const text = one.trialEndWithoutMethod && alerts.trialEndsText[one.trialEndWithoutMethod]
    return {
      type: 'alert',
      status: 'warn',
      title: alerts.trialEnds(dateOf(one.trialEndsAtMs, 'relative') ?? words.unknown),
      ...(text ? { text } : {}),
      actions: [
        open(words.actions.openInStripe, dashboardLink(account, 'subscriptions', one.id)),
        trialTask(billing.customer, drawing),
      ],
    }
  })
}

function endingAlerts({ subscriptions, drawing }: Sight): Alert[] {
  const { words, nowMs, account } = drawing
  const ending = subscriptions.filter(
    (one) => isLive(one) && isEnding(one) && isWithinDays(endsAtMs(one), nowMs, soonDays),
  )
  return ending.slice(0, eachMax).map((one) => {
    const [item] = one.items
    return {
      type: 'alert',
      status: 'warn',
      title: words.alerts.endsSoon(
        item && foreign(item.productName, 200),
        dateOf(endsAtMs(one), 'relative') ?? words.unknown,
      ),
      text: words.alerts.endsSoonText,
      actions: [open(words.actions.openInStripe, dashboardLink(account, 'subscriptions', one.id))],
    }
  })
}

/** Credit beside a running subscription is used up by itself: a field says it, no alert. */
function creditAlerts({ billing, subscriptions, drawing }: Sight): Alert[] {
  const credit = creditOf(billing)
  const page = valueOf(billing.subscriptions)
  if (credit.length === 0 || !page || page.hasMore || leadingGroup(subscriptions)) return []
  const { alerts } = drawing.words
  const amounts = joinLines(
    credit.slice(0, 5).map((amount): Line => [amount]),
    drawing.words.comma,
  )
  return [
    { type: 'alert', status: 'info', title: alerts.creditWaiting(amounts), text: alerts.creditWaitingText },
  ]
}

function permissionAlerts({ billing, drawing }: Sight): Alert[] {
  const parts = [
    'subscriptions',
    'invoices',
    'payments',
    'disputes',
    'products',
    'paymentMethods',
  ] as const satisfies Subject[]
  const missing = parts.flatMap((subject) => {
    const reading = billing[subject]
    return reading.state === 'unavailable' && reading.why.reason === 'permission'
      ? [{ subject, why: reading.why }]
      : []
  })
  const alert = permissionAlert(missing, drawing)
  return alert ? [alert] : []
}

/** Draws them in the order of their weight. */
export function drawAlerts(billing: CustomerBilling, verdict: BlockOf<'verdict'>, drawing: Drawing): Alert[] {
  if (billing.customer.deleted) return []
  const sight: Sight = {
    billing,
    verdict,
    subscriptions: valueOf(billing.subscriptions)?.items ?? [],
    invoices: valueOf(billing.invoices)?.items ?? [],
    payments: valueOf(billing.payments)?.items ?? [],
    drawing,
  }
  const kinds = [
    disputeAlerts,
    invoiceAlerts,
    refundAlerts,
    confirmAlerts,
    cardAlerts,
    doubleAlerts,
    trialAlerts,
    endingAlerts,
    creditAlerts,
    permissionAlerts,
  ]
  return kinds.flatMap((kind) => kind(sight))
}
