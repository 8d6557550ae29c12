// Draws the alerts, worst first, each in one sentence with at most two links. None repeats "Past due", which the verdict says.

import type { CustomerBilling, Payment, Subscription } from '#contract/billing.ts'
import type { Action, BlockOf } from '#contract/panel.ts'
import { joinLines, type Line } from '#words/line.ts'
import { amountOf } from './amount.ts'
import { hasFailed, unpaidMinor, waitingFor } from './collection.ts'
import { customerLink, dashboardLink } from './dashboard-link.ts'
import { doubledProducts } from './doubled-products.ts'
import { disputeKind, disputeReason, needsAnswer } from './dispute-state.ts'
import type { Drawing } from './drawing.ts'
import { creditOf } from './fields.ts'
import { foreign } from './foreign.ts'
import { isDelinquentUnexplained } from './incomplete.ts'
import { invoiceState } from './invoice-state.ts'
import { dateOf, daysUntil, isPast, isWithinDays } from './moment.ts'
import { basisOf, nextChargeOf, nextChargeOfAll } from './next-charge.ts'
import { payActions } from './past-due.ts'
import { expiryOf, expiryState, methodLine } from './payment-method.ts'
import { waitSentence } from './payment-wait.ts'
import { failedRefunds } from './payments.ts'
import { refundFailure } from './refund-state.ts'
import { hasDefaultMethod, leadingGroup, unpaidInvoices, valueOf } from './standing.ts'
import { endsAtMs, isEnding, isLive, methodFor } from './subscription-state.ts'
import { disputeTask, trialTask } from './team-actions.ts'
import { permissionAlert, type Subject } from './unavailable.ts'

type Alert = BlockOf<'alert'>
type Sight = {
  billing: CustomerBilling
  verdict: BlockOf<'verdict'>
  subscriptions: Subscription[]
  payments: Payment[]
  drawing: Drawing
}

/** The most alerts of one kind: a hundred failed invoices make three alerts. */
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
  const others = pressing.length - eachMax
  const first = pressing.slice(0, eachMax).map((dispute): Alert => {
    const amount = amountOf(dispute.amountMinor, dispute.currency) ?? words.unknownAmount
    const due = dateOf(dispute.dueAtMs)
    const isOver = isPast(dispute.dueAtMs, nowMs)
    const days = due && !isOver ? daysUntil(Date.parse(due.at), drawing) : -1
    const deadline = due ? alerts.disputeDeadline(days) : alerts.disputeNoDeadline
    const reason = words.quote(disputeReason(dispute, drawing)[0] ?? words.unknown)
    return {
      type: 'alert',
      status: 'bad',
      icon: 'flag',
      title: alerts.dispute(disputeKind(dispute, drawing), amount, deadline),
      text: alerts.disputeText(reason, dateOf(dispute.createdAtMs, 'relative'), isOver ? undefined : due),
      actions: [
        open(actions.openDispute, dashboardLink(account, 'disputes', dispute.id)),
        disputeTask(dispute, billing.customer, drawing),
      ],
    }
  })
  if (others <= 0) return first
  const more: Alert = {
    type: 'alert',
    status: 'bad',
    icon: 'flag',
    title: words.incomplete.openDisputes(others),
    actions: [open(actions.openInStripe, customerLink(account, billing.customer.id))],
  }
  return [...first, more]
}

/** Stripe marks the customer as delinquent, but nothing that was read shows a debt. */
function delinquentAlerts({ billing, drawing }: Sight): Alert[] {
  const { words, account, nowMs } = drawing
  if (!isDelinquentUnexplained(billing, nowMs)) return []
  const { incomplete, actions } = words
  return [
    {
      type: 'alert',
      status: 'warn',
      title: incomplete.delinquentTitle,
      text: billing.invoices.state === 'read' ? incomplete.delinquentText : incomplete.delinquentUnread,
      actions: [open(actions.openInStripe, customerLink(account, billing.customer.id))],
    },
  ]
}

function invoiceAlerts({ billing, verdict, drawing }: Sight): Alert[] {
  const { words, account, nowMs } = drawing
  const { payments } = billing
  if (verdict.word === words.verdict.pastDue) return []
  const unpaid = unpaidInvoices(billing, nowMs)
  return unpaid.slice(0, eachMax).map((invoice) => {
    const amount = amountOf(unpaidMinor(invoice, payments), invoice.currency) ?? words.unknownAmount
    const waiting = waitingFor(invoice, payments)
    const pay = payActions(invoice, payments, drawing, unpaid.length > 1)
    return {
      type: 'alert',
      status: 'bad',
      title: waiting
        ? words.alerts.confirm(amount)
        : hasFailed(invoice, payments)
          ? words.alerts.invoiceFailed(amount)
          : words.alerts.invoiceOverdue(amount),
      text: waiting ? waitSentence(waiting, words) : invoiceState(invoice, payments, drawing).meta,
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

/** Payments that wait for the customer, without those of unpaid invoices, which have an alert of their own. */
function confirmAlerts({ billing, payments, drawing }: Sight): Alert[] {
  const { words, account, nowMs } = drawing
  const told = new Set(
    unpaidInvoices(billing, nowMs).map((invoice) => waitingFor(invoice, billing.payments)?.id),
  )
  const asked = payments.filter(({ id, status }) => status === 'requires_action' && !told.has(id))
  return asked.slice(0, eachMax).map((payment) => ({
    type: 'alert',
    status: 'warn',
    title: words.alerts.confirm(amountOf(payment.amountMinor, payment.currency) ?? words.unknownAmount),
    text: waitSentence(payment, words),
    actions: [open(words.actions.openInStripe, dashboardLink(account, 'payments', payment.id))],
  }))
}

/** Leaves out subscriptions on a test clock: their dates are not those of our clock. */
const inOurTime = ({ subscriptions, billing }: Sight) =>
  billing.customer.testClock ? [] : subscriptions.filter(({ testClock }) => !testClock)

function cardAlerts(sight: Sight): Alert[] {
  const { billing, drawing } = sight
  const { words, account } = drawing
  const { alerts, actions, replies } = words
  const running = inOurTime(sight).filter(
    (one) => isLive(one) && !isEnding(one) && one.collectionMethod !== 'send_invoice',
  )
  const methodOf = (one: Subscription) => {
    const method = methodFor(one, billing.customer)
    return method === 'unread' ? undefined : method
  }
  const method = running.map(methodOf).find((one) => one && expiryState(one, drawing))
  const state = method && expiryState(method, drawing)
  if (!method || !state) return []
  const ends = `, ${expiryOf(method) ?? ''}`
  const paid = running.filter((one) => methodOf(one) === method)
  const { costs, by, atMs } = nextChargeOfAll(paid, basisOf(billing), drawing)
  const next = costs === 'something' && by === 'charge' ? dateOf(atMs) : undefined
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

function trialAlerts(sight: Sight): Alert[] {
  const { billing, drawing } = sight
  const { words, nowMs, account } = drawing
  const { alerts } = words
  const ending = inOurTime(sight).filter(
    (one) =>
      one.status === 'trialing' &&
      !isEnding(one) &&
      one.collectionMethod !== 'send_invoice' &&
      nextChargeOf(one, basisOf(billing), nowMs).costs !== 'nothing' &&
      isWithinDays(one.trialEndsAtMs, nowMs, trialDays) &&
      hasDefaultMethod(billing, one) === false,
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

function endingAlerts(sight: Sight): Alert[] {
  const { words, nowMs, account } = sight.drawing
  const ending = inOurTime(sight).filter((one) => isLive(one) && isWithinDays(endsAtMs(one), nowMs, soonDays))
  return ending.slice(0, eachMax).map((one) => {
    const [item] = one.items
    return {
      type: 'alert',
      status: 'warn',
      title: words.alerts.endsSoon(
        item && foreign(item.productName, 200),
        dateOf(endsAtMs(one), 'relative') ?? words.unknown,
      ),
      ...(isEnding(one) ? { text: words.alerts.endsSoonText } : {}),
      actions: [open(words.actions.openInStripe, dashboardLink(account, 'subscriptions', one.id))],
    }
  })
}

/** Alerts only where no running subscription will use the credit; otherwise a field shows it. */
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

/** Draws the alerts in order of severity. */
export function drawAlerts(billing: CustomerBilling, verdict: BlockOf<'verdict'>, drawing: Drawing): Alert[] {
  if (billing.customer.deleted) return []
  const sight: Sight = {
    billing,
    verdict,
    subscriptions: valueOf(billing.subscriptions)?.items ?? [],
    payments: valueOf(billing.payments)?.items ?? [],
    drawing,
  }
  const kinds = [
    disputeAlerts,
    invoiceAlerts,
    delinquentAlerts,
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
