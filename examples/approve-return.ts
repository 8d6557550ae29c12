// The action of example 1: approve a return, refund through Stripe, tell the orders service. The refund happens once, whatever fails
// in between: Stripe's idempotency key belongs to the return, and each step is recorded before the next starts.

import { blocks, defineAction, Refused, type HttpCalls, type SubjectOf } from 'tillside/config'
import { z } from 'zod'
import { findOrder } from './find-order.ts'
import { openReturn, returnSchema, type Order, type Return } from './order.ts'
import { findPayment } from './payment-of-invoice.ts'
import { orders } from './sources.ts'

const { foreign, id, money } = blocks

const input = z.object({
  items: z
    .array(z.string())
    .min(1, 'Choose at least one item.')
    .meta({ label: 'What comes back', control: 'checklist' }),
  amount: z.int().min(1, 'Enter an amount above zero.').meta({ label: 'Refund', control: 'money' }),
  reason: z.enum(['requested_by_customer', 'duplicate']).meta({ label: 'Reason, for the bank' }),
  restock: z.enum(['shelf', 'workshop', 'bin']).meta({ label: 'The goods go to' }),
  label: z.boolean().default(true).meta({ label: 'Email the return label' }),
})

type Decision = { order: Order; open: Return }

async function findDecision(
  calls: HttpCalls,
  subject: SubjectOf<'invoice'> | SubjectOf<'customer'>,
): Promise<Decision | undefined> {
  const order = await findOrder(calls, subject)
  const open = order && openReturn(order)
  return open ? { order, open } : undefined
}

const nothingToDecide = 'No return is waiting for a decision any more.'
const places = { shelf: 'Shelf, to be sold again', workshop: 'Workshop, to be repaired', bin: 'Bin' }
const amountOf = ({ items }: Order, lines: readonly number[]): number =>
  items.filter(({ line }) => lines.includes(line)).reduce((sum, { amountMinor }) => sum + amountMinor, 0)

export const approveReturn = defineAction({
  id: 'approve-return',
  title: 'Approve return and refund',
  for: ['invoice', 'customer'],
  sources: { orders },
  roles: ['admin', 'support_specialist'],
  input,
  steps: [
    { label: 'What comes back', fields: ['items', 'amount', 'reason'] },
    { label: 'The goods', fields: ['restock', 'label'] },
  ],
  refreshes: ['shipping'],

  async form({ sources, stripe, subject }) {
    const decision = await findDecision(sources.orders, subject)
    if (!decision) return { refused: nothingToDecide }
    const { order, open } = decision
    const payment = await findPayment(stripe, order.invoiceId)
    if (!payment) return { refused: 'The invoice of this order has no payment to refund.' }
    return {
      text: `“${open.words}”`,
      fields: {
        items: {
          kind: 'checklist',
          value: open.lines.map(String),
          options: order.items.map(({ line, name, amountMinor, returnable, reason }) => ({
            value: String(line),
            label: name,
            amount: { amountMinor, currency: order.currency },
            ...(returnable ? {} : { locked: reason ?? 'cannot come back' }),
          })),
        },
        amount: {
          kind: 'money',
          currency: order.currency,
          value: Math.min(amountOf(order, open.lines), payment.leftMinor),
          max: payment.leftMinor,
          hint: 'At most what is left of this payment.',
        },
        reason: {
          kind: 'select',
          value: 'requested_by_customer',
          options: [
            { value: 'requested_by_customer', label: 'The customer asked for it' },
            { value: 'duplicate', label: 'It was a duplicate' },
          ],
        },
        restock: {
          kind: 'select',
          value: 'workshop',
          options: Object.entries(places).map(([value, label]) => ({ value, label })),
        },
      },
    }
  },

  async confirm({ input: { amount, items, restock, label }, sources, stripe, subject }) {
    const decision = await findDecision(sources.orders, subject)
    if (!decision) return { refused: nothingToDecide }
    const { order } = decision
    const payment = await findPayment(stripe, order.invoiceId)
    if (!payment) return { refused: 'The invoice of this order has no payment to refund.' }
    const chosen = order.items.filter(({ line }) => items.includes(String(line)))
    if (chosen.some(({ returnable }) => !returnable))
      return { faults: { items: 'One of these cannot come back.' } }
    if (amount > payment.leftMinor)
      return { faults: { amount: 'More than can be refunded of this payment.' } }
    const { currency } = order
    return {
      title: 'Refund this amount?',
      text: ['To ', foreign(payment.method), ', in 5 to 10 days. It cannot be undone.'],
      fields: [
        { label: 'Paid', value: [money(payment.paidMinor, currency)] },
        { label: 'Refunded before', value: [money(payment.refundedMinor, currency)] },
        { label: 'This refund', value: [money(-amount, currency)], status: 'warn' },
        { label: 'Remains', value: [money(payment.leftMinor - amount, currency)] },
      ],
      notes: [
        { icon: 'box', text: [foreign(chosen.map(({ name }) => name).join(', ')), ': ', places[restock]] },
        ...(label ? [{ icon: 'mail' as const, text: 'The return label is sent by email' }] : []),
      ],
      submit: 'Refund',
      danger: true,
    }
  },

  async run({ input: { amount, items, reason, restock, label }, keyFor, sources, step, stripe, subject }) {
    // One step, so that every reason against the refund is found before anything counts as done.
    const { order, open, payment } = await step('decide', async () => {
      const decision = await findDecision(sources.orders, subject)
      if (!decision) throw new Refused(nothingToDecide)
      const found = await findPayment(stripe, decision.order.invoiceId)
      if (!found || amount > found.leftMinor) throw new Refused('More than can be refunded of this payment.')
      return { ...decision, payment: found }
    })
    const refund = await step('refund', async () => {
      const made = await stripe.refunds.create(
        { payment_intent: payment.id, amount, reason, metadata: { order: order.id, return: open.id } },
        // The key belongs to the return, not to this run: two people who approve the same return refund it once.
        { idempotencyKey: `return-${open.id}` },
      )
      return { id: made.id, amount: made.amount }
    })
    await step('tell', () =>
      sources.orders.send('POST', '/returns/:id/approve', returnSchema, {
        params: { id: open.id },
        body: { refundId: refund.id, amountMinor: refund.amount, lines: items.map(Number), restock, label },
        idempotencyKey: keyFor('tell'),
      }),
    )
    return {
      title: 'Refunded',
      text: [money(refund.amount, order.currency), ' ', id(refund.id), label ? '. The label was sent.' : '.'],
      id: refund.id,
      actions: [
        {
          kind: 'insert',
          label: 'Insert note in reply',
          text: 'Your return is approved and the refund is on its way. It arrives in 5 to 10 days.',
        },
      ],
    }
  },
})
