// An action on a payment: a form, a confirmation, one refund. Who may run it is said by `roles`.

import { z } from 'zod'
import { blocks, defineAction, Refused } from 'tillside/config'

export const refundPayment = defineAction({
  id: 'refund-payment',
  title: 'Refund part of the payment',
  for: ['payment'],
  roles: ['admin', 'support_specialist'],
  input: z.object({ amount: z.int().min(1).meta({ control: 'money', label: 'Refund' }) }),
  form({ subject }) {
    const { amount, currency } = subject.object
    return { fields: { amount: { currency, max: amount } } }
  },
  confirm({ input, subject }) {
    return {
      title: 'Refund the customer?',
      fields: [{ label: 'Refund', value: [blocks.money(input.amount, subject.object.currency)] }],
      submit: 'Refund',
      danger: true,
    }
  },
  async run({ input, subject, stripe, keyFor }) {
    const payment = subject.object
    if (payment.object === 'payment_intent' && payment.status !== 'succeeded')
      throw new Refused('This payment has not succeeded, so there is nothing to refund.')
    // The key makes a repeated run return the first refund instead of making another one.
    const refund = await stripe.refunds.create(
      payment.object === 'charge'
        ? { charge: payment.id, amount: input.amount }
        : { payment_intent: payment.id, amount: input.amount },
      { idempotencyKey: keyFor('refund') },
    )
    return {
      title: 'Refunded',
      id: refund.id,
      text: ['Refunded ', blocks.money(input.amount, payment.currency), '.'],
    }
  },
})
