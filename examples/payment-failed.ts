// Example 4: when a payment fails, the people who talk to this customer read about it in the conversation. Off until a Missive token is
// stored: `tillside missive connect`.

import { defineHandler, formatMoney } from 'tillside/config'
import type Stripe from 'stripe'
import { idOf } from './id-of.ts'

/** The bank's reason, in Stripe's words for the customer. Needs Payment Intents: Read; without it the post is shorter. */
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
    // Read in a step, so that the text of the post stays the same when the run is retried.
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
