// Makes comments and tasks for the team: the billing state as a comment, and tasks to follow up. The customer never sees them.

import type { Customer, CustomerBilling, Dispute, Invoice } from '#contract/billing.ts'
import { formatMoney } from '#contract/money.ts'
import type { Action, BlockOf } from '#contract/panel.ts'
import { amountOf } from './amount.ts'
import { hasFailed, unpaidMinor } from './collection.ts'
import { customerLink } from './dashboard-link.ts'
import type { Drawing } from './drawing.ts'
import { cleanText } from './foreign.ts'
import { plainName, type Shown } from './header.ts'
import { lineText } from './line-text.ts'

/** A task about an invoice that was not paid. */
export function failureTask(
  invoice: Invoice,
  { customer, payments }: CustomerBilling,
  { words, locale }: Drawing,
): Action {
  const amount = amountOf(unpaidMinor(invoice, payments), invoice.currency)
  const text = amount ? formatMoney(amount, locale) : words.unknownAmount
  const tell = hasFailed(invoice, payments) ? words.tasks.failed : words.tasks.overdue
  return { kind: 'task', label: words.actions.taskFollowUp, text: tell(text, plainName(customer)) }
}

/** A task to respond to a dispute. */
export function disputeTask(dispute: Dispute, customer: Customer, { words, locale }: Drawing): Action {
  const amount = amountOf(dispute.amountMinor, dispute.currency)
  const text = amount ? formatMoney(amount, locale) : words.unknownAmount
  return {
    kind: 'task',
    label: words.actions.taskFollowUp,
    text: words.tasks.dispute(text, plainName(customer)),
  }
}

/** A task to ask for a card while the trial runs. */
export function trialTask(customer: Customer, { words }: Drawing): Action {
  return { kind: 'task', label: words.actions.taskFollowUp, text: words.tasks.trial(plainName(customer)) }
}

/** A general task about a customer. */
export function followUpTask({ customer }: Pick<Shown, 'customer'>, { words }: Drawing): Action {
  return { kind: 'task', label: words.actions.taskFollowUp, text: words.tasks.general(plainName(customer)) }
}

/** The verdict and the alerts as a comment. */
export function stateComment(
  shown: Shown,
  verdict: BlockOf<'verdict'>,
  alerts: BlockOf<'alert'>[],
  drawing: Drawing,
): Action {
  const { words, account } = drawing
  const { customer } = shown
  const amount = verdict.amount === undefined ? '' : ` ${lineText(verdict.amount, drawing)}`
  const notes = verdict.notes.map(({ start, end }) =>
    [start, ...(end === undefined ? [] : [end])].map((one) => lineText(one, drawing)).join(words.comma),
  )
  const lines = [
    words.comment.title(plainName(customer), cleanText(customer.id, 100)),
    ...(account.mode === 'test' ? [words.comment.mode] : []),
    `${verdict.word}${amount}`,
    ...notes,
    ...alerts.slice(0, 5).map(({ title }) => lineText(title, drawing)),
    customerLink(account, customer.id),
  ]
  return {
    kind: 'comment',
    label: words.actions.commentState,
    text: lines.join('\n').slice(0, 5000).toWellFormed(),
  }
}
