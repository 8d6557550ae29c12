// Payments and invoices without a subscription, in every state.

import type { Failure } from '../objects/payment.ts'
import type { Author } from './author.ts'
import { bill } from './bill.ts'
import { Street } from './street.ts'

const blocked: Failure = {
  code: 'card_declined',
  declineCode: 'fraudulent',
  message: 'Your card was declined.',
  blocked: true,
}

function plantPayments(street: Street): void {
  const { author } = street
  const { clock } = author
  const soon = street.person({
    key: 'checkout',
    name: 'Greta Lund',
    email: 'greta@lund-foto.example',
    method: street.visa,
  })
  author.intent(soon, {
    key: 'checkout open',
    at: clock.hours(3),
    amount: 8900,
    status: 'requires_payment_method',
  })
  author.intent(soon, {
    key: 'checkout confirm',
    at: clock.hours(2),
    amount: 8900,
    status: 'requires_action',
  })
  author.intent(soon, { key: 'checkout left', at: clock.days(8), amount: 4500, status: 'canceled' })
  author.charge(soon, {
    key: 'held',
    at: clock.hours(1),
    amount: 15_000,
    uncaptured: true,
    description: 'Deposit for a tasting',
  })
  author.charge(soon, { key: 'blocked', at: clock.days(9), amount: 99_900, failure: blocked })
  const debit = street.person({
    key: 'pending debit',
    name: 'Stadtwerke Kantine',
    email: 'kantine@stadtwerke-n.example',
    method: { kind: 'sepa_debit', last4: '3201', country: 'DE' },
  })
  author.charge(debit, {
    key: 'pending debit',
    at: clock.days(2),
    amount: 24_900,
    pending: true,
    description: 'Order KC-20955',
  })
  const link = street.person({
    key: 'link',
    name: 'Ayo Balogun',
    email: 'ayo@balogun.example',
    method: { kind: 'link', email: 'ayo@balogun.example' },
  })
  author.charge(link, {
    key: 'link',
    at: clock.days(11),
    amount: 5400,
    description: 'Order in the shop',
    receiptNumber: '1234-5678',
  })
  const paypal = street.person({
    key: 'paypal',
    name: 'Marek Wolski',
    email: 'marek@wolski.example',
    method: { kind: 'paypal', email: 'marek.w@mail.example' },
  })
  author.charge(paypal, { key: 'paypal', at: clock.days(19), amount: 7200, description: 'Order in the shop' })
}

function plantSent(street: Street): void {
  const { author } = street
  const { clock } = author
  const noma = street.person({ key: 'noma', name: 'Noma Foods ApS', email: 'accounts@noma-foods.example' })
  const beans = (amount: number) => [{ amount, description: '30 kg House blend' }]
  bill(author, noma, {
    key: 'noma overdue',
    at: clock.days(44),
    status: 'open',
    lines: beans(120_400),
    sent: true,
    dueDate: clock.days(14),
    number: 'KELP-4242',
  })
  bill(author, noma, {
    key: 'noma due',
    at: clock.days(4),
    status: 'open',
    lines: beans(60_200),
    sent: true,
    dueDate: clock.days(-26),
  })
  bill(author, noma, {
    key: 'noma transfer',
    at: clock.days(90),
    status: 'paid',
    lines: beans(60_200),
    sent: true,
    paidOffStripe: true,
  })
  bill(author, noma, { key: 'noma draft', at: clock.hours(1), status: 'draft', lines: beans(9900) })
  const finch = street.person({
    key: 'finch',
    name: 'Finch & Daughters',
    email: 'till@finchdaughters.example',
    method: street.visa,
  })
  bill(author, finch, {
    key: 'finch partly',
    at: clock.days(12),
    status: 'open',
    lines: [{ amount: 60_000, description: 'Wholesale order' }],
    sent: true,
    dueDate: clock.days(-18),
    partlyPaid: 20_000,
  })
  bill(author, finch, {
    key: 'finch void',
    at: clock.days(60),
    status: 'void',
    lines: [{ amount: 4000, description: 'Entered twice' }],
  })
  bill(author, finch, {
    key: 'finch receipt',
    at: clock.days(70),
    status: 'paid',
    lines: [{ amount: 32_500, description: 'Wholesale order' }],
    receiptNumber: '2211-0042',
  })
}

/** Creates these customers. */
export function plantOneOffs(author: Author): void {
  const street = new Street(author, 'eur')
  plantPayments(street)
  plantSent(street)
}
