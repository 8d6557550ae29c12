// Example 4: a payment failed, and the people who talk to this customer read it in the conversation. Off until a token of
// Missive is stored: `tillside missive connect`.

import { defineHandler, formatMoney } from 'tillside/config'
import type Stripe from 'stripe'
import { idOf } from './id-of.ts'

/** What the bank said, in the words Stripe has for the customer. Needs Payment Intents: Read; without it the post is shorter. */
async function findDecline(stripe: Stripe, invoiceId: string): Promise<string | undefined> {
  const expand = ['payments.data.payment.payment_intent']
  const invoice = await stripe.invoices.retrieve(invoiceId, { expand }).catch(() => undefined)
  const intents = invoice?.payments?.data.map(({ payment }) => payment.payment_intent) ?? []
  return intents.flatMap((intent) =>
    typeof intent === 'object' ? (intent.last_payment_error?.message ?? []) : [],
  )[0]
}

export const paymentFailed = defineHandler({
  id: 'payment-failed',
  events: ['invoice.payment_failed'],
  async handle({ event, missive, step, stripe }) {
    const {
      id,
      customer,
      number,
      amount_remaining: amount,
      currency,
      hosted_invoice_url: link,
    } = event.data.object
    const customerId = idOf(customer)
    if (customerId === undefined || id === undefined) return
    // Asked once: what the post says must not change when it is tried again.
    const decline = await step('decline', async () => (await findDecline(stripe, id)) ?? '')
    const name = number ?? id
    const money = formatMoney({ amountMinor: amount, currency }, 'en')
    await missive.post({
      customer: customerId,
      title: `Payment of ${money} failed`,
      markdown: [
        `**Payment of ${money} failed** for invoice ${name}.`,
        ...(decline === '' ? [] : [`> ${decline}`]),
        ...(link ? [`[Open the invoice](${link})`] : []),
      ].join('\n\n'),
    })
  },
})
